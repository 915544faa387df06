using Lepton.Onnx;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>Normalises channels, as torch.nn.BatchNorm2d: weight, bias, running_mean and running_var [C].</summary>
internal sealed class BatchNormModule : Layer
{
    private const double Momentum = 0.1, Epsilon = 1e-5;

    private readonly ImageOperators operators;
    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly Tensor mean;
    private readonly Tensor variance;

    public BatchNormModule(TorchSession torch, ImageOperators operators, int channels)
    {
        this.operators = operators;
        float[] ones = [.. Enumerable.Repeat(1f, channels)];
        weight = Register("weight", torch.From(ones, channels));
        bias = Register("bias", torch.Zeros(ScalarType.Float32, channels));
        mean = RegisterBuffer("running_mean", torch.Zeros(ScalarType.Float32, channels));
        variance = RegisterBuffer("running_var", torch.From(ones, channels));
    }

    public override Tensor Forward(Tensor input, bool training) => operators.BatchNorm(input, weight, bias, mean, variance, training, Momentum, Epsilon);

    /// <summary>Adds the node, with the running figures.</summary>
    public static string Write(NetworkGraph graph, string name, string input) => graph.Node(
        "BatchNormalization",
        [input, graph.Weight($"{name}.weight"), graph.Weight($"{name}.bias"), graph.Weight($"{name}.running_mean"), graph.Weight($"{name}.running_var")],
        new OnnxAttribute.Float("epsilon", (float)Epsilon));
}
