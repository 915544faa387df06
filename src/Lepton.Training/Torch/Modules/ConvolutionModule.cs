namespace Lepton.Training.Torch.Modules;

/// <summary>A convolution of images, as torch.nn.Conv2d: weight [out, in, k, k], bias [out].</summary>
internal sealed class ConvolutionModule : Layer
{
    private readonly ImageOperators operators;
    private readonly int stride;
    private readonly int padding;
    private readonly Tensor weight;
    private readonly Tensor bias;

    public ConvolutionModule(TorchSession torch, ImageOperators operators, Initializer initializer, int inputs, int outputs, int kernel, int stride, int padding)
    {
        this.operators = operators;
        this.stride = stride;
        this.padding = padding;
        var bound = 1 / Math.Sqrt(inputs * kernel * kernel);
        weight = Register("weight", torch.From(initializer.Uniform("weight", outputs * inputs * kernel * kernel, bound), outputs, inputs, kernel, kernel));
        bias = Register("bias", torch.From(initializer.Uniform("bias", outputs, bound), outputs));
    }

    public override Tensor Forward(Tensor input, bool training) => operators.Convolve(input, weight, bias, stride, padding);
}
