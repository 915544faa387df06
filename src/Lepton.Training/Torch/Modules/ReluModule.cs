namespace Lepton.Training.Torch.Modules;

/// <summary>max(x, 0).</summary>
internal sealed class ReluModule(Operators operators) : Layer
{
    public override Tensor Forward(Tensor input, bool training) => operators.Relu(input);
}
