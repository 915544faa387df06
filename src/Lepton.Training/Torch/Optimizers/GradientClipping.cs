namespace Lepton.Training.Torch.Optimizers;

/// <summary>Scales all gradients down together where their common norm is too large, as torch.nn.utils.clip_grad_norm_.</summary>
internal sealed class GradientClipping(TorchSession torch, Operators operators, double most)
{
    /// <summary>The norm before it was clipped.</summary>
    public double Apply(IReadOnlyList<Tensor> parameters)
    {
        using var scope = torch.Scope();
        var gradients = parameters.Select(torch.GradientOf).OfType<Tensor>().ToList();
        var norm = Math.Sqrt(gradients.Sum(g => Math.Pow(operators.Norm(g).Scalar, 2)));
        var factor = most / (norm + 1e-6);
        if (factor < 1)
        {
            TorchSession.WithoutGradients(() => gradients.ForEach(g => operators.Scale(g, factor)));
        }

        return norm;
    }
}
