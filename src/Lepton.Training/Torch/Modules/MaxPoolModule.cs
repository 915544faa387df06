using Lepton.Onnx;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>The largest value of each square, as torch.nn.MaxPool2d.</summary>
internal sealed class MaxPoolModule(ImageOperators operators, int size) : Layer
{
    public override Tensor Forward(Tensor input, bool training) => operators.MaxPool(input, size);

    /// <summary>Adds the node.</summary>
    public static string Write(NetworkGraph graph, string input, int size) =>
        graph.Node("MaxPool", [input], new OnnxAttribute.Ints("kernel_shape", [size, size]), new OnnxAttribute.Ints("strides", [size, size]));
}
