namespace Lepton.Training.Torch.Modules;

/// <summary>The largest value of each square, as torch.nn.MaxPool2d.</summary>
internal sealed class MaxPoolModule(ImageOperators operators, int size) : Layer
{
    public override Tensor Forward(Tensor input, bool training) => operators.MaxPool(input, size);
}
