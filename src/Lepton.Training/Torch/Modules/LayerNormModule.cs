namespace Lepton.Training.Torch.Modules;

/// <summary>Normalises the last dimension, as torch.nn.LayerNorm: weight and bias [D].</summary>
internal sealed class LayerNormModule : Layer
{
    private const double Epsilon = 1e-5;

    private readonly Operators operators;
    private readonly Tensor weight;
    private readonly Tensor bias;

    public LayerNormModule(TorchSession torch, Operators operators, int width)
    {
        this.operators = operators;
        weight = Register("weight", torch.From([.. Enumerable.Repeat(1f, width)], width));
        bias = Register("bias", torch.Zeros(ScalarType.Float32, width));
    }

    public override Tensor Forward(Tensor input, bool training) => operators.LayerNorm(input, weight, bias, Epsilon);
}
