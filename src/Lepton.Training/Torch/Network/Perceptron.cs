using System.Globalization;
using Lepton.Onnx;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network;

/// <summary>The family <c>mlp</c>: as modules, and as ONNX nodes.</summary>
internal static class Perceptron
{
    public static SequentialModule Build(NetworkShape shape, TorchSession torch, Operators operators, long seed)
    {
        var initializer = new Initializer(seed, string.Empty);
        var parts = new List<Layer>();
        var inputs = shape.Inputs;
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            parts.Add(new LinearModule(torch, operators, initializer.Of(Name(parts.Count)), inputs, shape.Width));
            parts.Add(shape.Activation == "gelu" ? new GeluModule(operators) : new ReluModule(operators));
            parts.Add(new DropoutModule(operators, shape.Dropout));
            inputs = shape.Width;
        }

        parts.Add(new LinearModule(torch, operators, initializer.Of(Name(parts.Count)), inputs, shape.Outputs));
        return new SequentialModule(parts);
    }

    /// <summary>Adds nodes that compute the same of features [N, F]; returns the margins, float32 [N, K].</summary>
    public static string Write(NetworkShape shape, IReadOnlyDictionary<string, (long[] Shape, float[] Values)> weights, GraphBuilder graph, string features)
    {
        var at = features;
        for (var layer = 0; layer <= shape.Layers; layer++)
        {
            var (size, values) = weights[$"{Name(NetworkShape.PlaceOf(layer))}.weight"];
            var bias = weights[$"{Name(NetworkShape.PlaceOf(layer))}.bias"].Values;
            at = graph.Node("Gemm", [at, graph.Constant(values, size), graph.Constant(bias, bias.Length)], new OnnxAttribute.Int("transB", 1));
            if (layer < shape.Layers)
            {
                at = shape.Activation == "gelu" ? Gelu(graph, at) : graph.Node("Relu", [at]);
            }
        }

        return at;
    }

    // ½·x·(1 + erf(x / √2)): an operator of its own came with opset 20 only.
    private static string Gelu(GraphBuilder graph, string x)
    {
        var error = graph.Node("Erf", [graph.Node("Mul", [x, graph.Constant([(float)Math.Sqrt(0.5)])])]);
        return graph.Node("Mul", [graph.Node("Mul", [x, graph.Constant([0.5f])]), graph.Node("Add", [error, graph.Constant([1f])])]);
    }

    private static string Name(int part) => part.ToString(CultureInfo.InvariantCulture);
}
