namespace Lepton.Training.Torch.Modules;

/// <summary>x·Φ(x), by the error function (Hendrycks and Gimpel 2016).</summary>
internal sealed class GeluModule(Operators operators) : Layer
{
    public override Tensor Forward(Tensor input, bool training) => operators.Gelu(input);
}
