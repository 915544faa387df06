namespace Lepton.Training.Torch.Modules;

/// <summary>x·Wᵀ + b, as torch.nn.Linear: weight [out, in], bias [out].</summary>
internal sealed class LinearModule : Layer
{
    private readonly Operators operators;
    private readonly Tensor weight;
    private readonly Tensor bias;

    public LinearModule(TorchSession torch, Operators operators, Initializer initializer, int inputs, int outputs)
    {
        this.operators = operators;
        var bound = 1 / Math.Sqrt(inputs);
        weight = Register("weight", torch.From(initializer.Uniform("weight", outputs * inputs, bound), outputs, inputs));
        bias = Register("bias", torch.From(initializer.Uniform("bias", outputs, bound), outputs));
    }

    public override Tensor Forward(Tensor input, bool training) => operators.Linear(input, weight, bias);
}
