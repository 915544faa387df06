namespace Lepton.Onnx;

/// <summary>An attribute of a node; numbers of its kinds as in AttributeProto.</summary>
public abstract record OnnxAttribute(string Name)
{
    public sealed record Float(string Name, float Value) : OnnxAttribute(Name);

    public sealed record Int(string Name, long Value) : OnnxAttribute(Name);

    public sealed record Text(string Name, string Value) : OnnxAttribute(Name);

    public sealed record Floats(string Name, IReadOnlyList<float> Values) : OnnxAttribute(Name);

    public sealed record Ints(string Name, IReadOnlyList<long> Values) : OnnxAttribute(Name);

    /// <summary>A graph that the node runs, such as the body of a Scan; it sees the values of the graph around it.</summary>
    public sealed record Body(string Name, GraphBuilder Graph) : OnnxAttribute(Name);

    public sealed record Texts(string Name, IReadOnlyList<string> Values) : OnnxAttribute(Name);
}
