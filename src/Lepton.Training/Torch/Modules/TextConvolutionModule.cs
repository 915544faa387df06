using Lepton.Onnx;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>Convolutions of one length over sequences, as torch.nn.Conv1d: weight [out, in, k], bias [out]. A step sees itself and the k − 1 steps behind it.</summary>
internal sealed class TextConvolutionModule : Layer
{
    private readonly SequenceOperators operators;
    private readonly int kernel;
    private readonly Tensor weight;
    private readonly Tensor bias;

    public TextConvolutionModule(TorchSession torch, SequenceOperators operators, Initializer initializer, int inputs, int outputs, int kernel)
    {
        this.operators = operators;
        this.kernel = kernel;
        var bound = 1 / Math.Sqrt(inputs * kernel);
        weight = Register("weight", torch.From(initializer.Uniform("weight", outputs * inputs * kernel, bound), outputs, inputs, kernel));
        bias = Register("bias", torch.From(initializer.Uniform("bias", outputs, bound), outputs));
    }

    /// <param name="input">[N, in, L].</param>
    /// <returns>[N, out, L].</returns>
    public override Tensor Forward(Tensor input, bool training) => operators.Convolve(kernel == 1 ? input : operators.PadEnd(input, kernel - 1), weight, bias);

    /// <summary>Adds the node.</summary>
    public static string Write(NetworkGraph graph, string name, string input)
    {
        var kernel = graph.ShapeOf($"{name}.weight")[2];
        return graph.Node("Conv", [input, graph.Weight($"{name}.weight"), graph.Weight($"{name}.bias")], new OnnxAttribute.Ints("kernel_shape", [kernel]), new OnnxAttribute.Ints("pads", [0, kernel - 1]));
    }
}
