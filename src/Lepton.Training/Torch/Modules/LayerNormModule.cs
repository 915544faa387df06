using Lepton.Onnx;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>Normalises the last dimension, as torch.nn.LayerNorm: weight and bias [D].</summary>
internal sealed class LayerNormModule : Layer
{
    public const double DefaultEpsilon = 1e-5;

    private readonly Operators operators;
    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly double epsilon;

    public LayerNormModule(TorchSession torch, Operators operators, int width, double epsilon = DefaultEpsilon)
    {
        this.operators = operators;
        this.epsilon = epsilon;
        weight = Register("weight", torch.From([.. Enumerable.Repeat(1f, width)], width));
        bias = Register("bias", torch.Zeros(ScalarType.Float32, width));
    }

    public override Tensor Forward(Tensor input, bool training) => operators.LayerNorm(input, weight, bias, epsilon);

    /// <summary>Adds the node.</summary>
    public static string Write(NetworkGraph graph, string name, string input, double epsilon = DefaultEpsilon) =>
        graph.Node("LayerNormalization", [input, graph.Weight($"{name}.weight"), graph.Weight($"{name}.bias")], new OnnxAttribute.Int("axis", -1), new OnnxAttribute.Float("epsilon", (float)epsilon));
}
