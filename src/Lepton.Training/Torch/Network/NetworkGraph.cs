using Lepton.Onnx;

namespace Lepton.Training.Torch.Network;

/// <summary>A graph that a network is written into, with the network's weights by name.</summary>
internal sealed class NetworkGraph(GraphBuilder builder, IReadOnlyDictionary<string, (long[] Shape, float[] Values)> weights)
{
    public GraphBuilder Builder => builder;

    /// <summary>The same weights for a body within the graph.</summary>
    public NetworkGraph In(GraphBuilder body) => new(body, weights);

    public bool Has(string name) => weights.ContainsKey(name);

    /// <summary>A weight's shape.</summary>
    public long[] ShapeOf(string name) => weights[name].Shape;

    /// <summary>A weight's values, row-major.</summary>
    public float[] ValuesOf(string name) => weights[name].Values;

    /// <summary>A weight as a constant.</summary>
    public string Weight(string name) => builder.Constant(weights[name].Values, weights[name].Shape);

    public string Node(string op, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes) => builder.Node(op, inputs, attributes);

    public string Reshape(string input, params long[] shape) => builder.Node("Reshape", [input, builder.Constant(shape, shape.Length)]);

    public string Transpose(string input, params long[] order) => builder.Node("Transpose", [input], new OnnxAttribute.Ints("perm", order));

    public string Unsqueeze(string input, params long[] axes) => builder.Node("Unsqueeze", [input, builder.Constant(axes, axes.Length)]);

    public string Concat(int axis, params IReadOnlyList<string> parts) => parts.Count == 1 ? parts[0] : builder.Node("Concat", parts, new OnnxAttribute.Int("axis", axis));

    public string Cast(string input, Runtime.ElementType type) => builder.Node("Cast", [input], new OnnxAttribute.Int("to", (long)type));

    /// <summary>True where a row has a token: boolean [N, L].</summary>
    public string Mask(string tokens) => builder.Node("Not", [builder.Node("Equal", [tokens, builder.Constant([0L])])]);
}
