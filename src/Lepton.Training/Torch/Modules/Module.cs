namespace Lepton.Training.Torch.Modules;

/// <summary>A part of a network: parameters with names, in a fixed order.</summary>
internal abstract class Module
{
    private readonly List<(string Name, Tensor Tensor)> parameters = [];

    /// <summary>Names as PyTorch has them, such as <c>0.weight</c>, and their tensors; those of inner modules after its own.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Parameters => parameters;

    /// <param name="training">Whether what is only for training happens: dropout.</param>
    public abstract Tensor Forward(Tensor input, bool training);

    /// <summary>A parameter of its own; the scope that is open now owns it.</summary>
    protected Tensor Register(string name, Tensor tensor)
    {
        tensor.RequireGradient();
        parameters.Add((name, tensor));
        return tensor;
    }

    /// <summary>Takes in the parameters of a part.</summary>
    protected void Register(string name, Module part) => parameters.AddRange(part.Parameters.Select(p => ($"{name}.{p.Name}", p.Tensor)));
}
