using Lepton.Onnx;
using Lepton.Training.Torch.Network;

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

    /// <summary>Adds the node.</summary>
    public static string Write(NetworkGraph graph, string name, string input, int stride, int padding) => graph.Node(
        "Conv",
        [input, graph.Weight($"{name}.weight"), graph.Weight($"{name}.bias")],
        new OnnxAttribute.Ints("kernel_shape", graph.ShapeOf($"{name}.weight")[2..]),
        new OnnxAttribute.Ints("strides", [stride, stride]),
        new OnnxAttribute.Ints("pads", [padding, padding, padding, padding]));
}
