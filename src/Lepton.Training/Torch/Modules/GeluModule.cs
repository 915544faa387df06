using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>x·Φ(x), by the error function (Hendrycks and Gimpel 2016).</summary>
internal sealed class GeluModule(Operators operators) : Layer
{
    public override Tensor Forward(Tensor input, bool training) => operators.Gelu(input);

    /// <summary>Adds the nodes: an operator of its own came with opset 20 only.</summary>
    public static string Write(NetworkGraph graph, string input)
    {
        var error = graph.Node("Erf", [graph.Node("Mul", [input, graph.Builder.Constant([(float)Math.Sqrt(0.5)])])]);
        return graph.Node("Mul", [graph.Node("Mul", [input, graph.Builder.Constant([0.5f])]), graph.Node("Add", [error, graph.Builder.Constant([1f])])]);
    }
}
