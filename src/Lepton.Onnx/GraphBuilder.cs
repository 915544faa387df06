using Lepton.Onnx.Internal;
using Lepton.Runtime;

namespace Lepton.Onnx;

/// <summary>Builds an ONNX graph node by node, in the order in which nodes run.</summary>
/// <param name="prefix">Begins the names of a body's values, which must differ from those of the graph around it.</param>
public sealed class GraphBuilder(string prefix = "")
{
    private readonly MessageWriter graph = new();
    private readonly MessageWriter inputs = new();
    private readonly MessageWriter outputs = new();
    private readonly MessageWriter initializers = new();
    private readonly SortedSet<string> domains = new(StringComparer.Ordinal) { OnnxDomain.Standard };
    private long standard = OnnxDomain.SinceOf(string.Empty);
    private int names;

    /// <summary>Declares an input; returns its name.</summary>
    public string Input(string name, ElementType type, params IReadOnlyList<Dimension> shape)
    {
        inputs.Message(11, ValueInfo(name, type, shape));
        return name;
    }

    /// <summary>Declares that a value is an output.</summary>
    public void Output(string name, ElementType type, params IReadOnlyList<Dimension> shape) => outputs.Message(12, ValueInfo(name, type, shape));

    /// <summary>Adds a node with one output; returns the output's name.</summary>
    public string Node(string op, IReadOnlyList<string> nodeInputs, params IReadOnlyList<OnnxAttribute> attributes) =>
        Node(OnnxDomain.Standard, op, nodeInputs, [Fresh(op)], attributes)[0];

    /// <summary>Adds a node of the domain ai.onnx.ml with one output.</summary>
    public string MlNode(string op, IReadOnlyList<string> nodeInputs, params IReadOnlyList<OnnxAttribute> attributes) =>
        Node(OnnxDomain.Ml, op, nodeInputs, [Fresh(op)], attributes)[0];

    /// <summary>Adds a node with the outputs named.</summary>
    public IReadOnlyList<string> Node(string domain, string op, IReadOnlyList<string> nodeInputs, IReadOnlyList<string> nodeOutputs, params IReadOnlyList<OnnxAttribute> attributes)
    {
        domains.Add(domain);
        standard = domain.Length == 0 ? Math.Max(standard, OnnxDomain.SinceOf(op)) : standard;
        var node = new MessageWriter();
        foreach (var input in nodeInputs)
        {
            node.Text(1, input);
        }

        foreach (var output in nodeOutputs)
        {
            node.Text(2, output);
        }

        node.Text(3, $"{prefix}{op}_{names++}");
        node.Text(4, op);
        foreach (var attribute in attributes)
        {
            node.Message(5, Attribute(attribute));
        }

        if (domain.Length > 0)
        {
            node.Text(7, domain);
        }

        graph.Message(1, node);
        return nodeOutputs;
    }

    public string Constant(float[] values, params IReadOnlyList<long> shape) => Constant(TensorWriter.Of(Fresh("const"), values, shape));

    public string Constant(double[] values, params IReadOnlyList<long> shape) => Constant(TensorWriter.Of(Fresh("const"), values, shape));

    public string Constant(long[] values, params IReadOnlyList<long> shape) => Constant(TensorWriter.Of(Fresh("const"), values, shape));

    public string Constant(string[] values, params IReadOnlyList<long> shape) => Constant(TensorWriter.Of(Fresh("const"), values, shape));

    /// <summary>Adds the nodes of another model that one of its outputs needs; returns the name that the output has here.</summary>
    /// <param name="model">An ONNX file. Its inputs are taken to be declared here.</param>
    /// <param name="valuePrefix">Begins the names of its values: no other may begin so.</param>
    /// <exception cref="InvalidDataException">The bytes are no model, or it has no such output.</exception>
    public string Include(ReadOnlyMemory<byte> model, string valuePrefix, string output)
    {
        var included = new IncludedModel(model, valuePrefix, output);
        domains.UnionWith(included.Domains.Keys);
        standard = Math.Max(standard, included.Domains.GetValueOrDefault(OnnxDomain.Standard));
        included.Nodes.ForEach(n => graph.Message(1, n));
        included.Initializers.ForEach(i => initializers.Message(5, i));
        return included.Output;
    }

    /// <summary>The inputs of a model that one of its outputs needs, in ordinal order.</summary>
    /// <exception cref="InvalidDataException">The bytes are no model, or it has no such output.</exception>
    public static IReadOnlyList<string> InputsOf(ReadOnlyMemory<byte> model, string output) => new IncludedModel(model, string.Empty, output).Inputs;

    /// <summary>The node that gives a value another name.</summary>
    public void Rename(string from, string to) => Node(OnnxDomain.Standard, "Identity", [from], [to]);

    /// <summary>The model's bytes; the same calls give the same bytes.</summary>
    /// <param name="metadata">Keys and values that travel with the model.</param>
    public byte[] ToModel(string name, IReadOnlyDictionary<string, string> metadata)
    {
        var model = new MessageWriter();
        model.Varint(1, OnnxDomain.IrVersionOf(standard));
        model.Text(2, "lepton");
        model.Message(7, ToGraph(name));
        foreach (var domain in domains)
        {
            var opset = new MessageWriter();
            opset.Text(1, domain);
            opset.Varint(2, OnnxDomain.VersionOf(domain, standard));
            model.Message(8, opset);
        }

        foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            var entry = new MessageWriter();
            entry.Text(1, key);
            entry.Text(2, value);
            model.Message(14, entry);
        }

        return model.ToArray();
    }

    private MessageWriter ToGraph(string name)
    {
        var body = new MessageWriter();
        body.Append(graph);
        body.Text(2, name);
        body.Append(initializers);
        body.Append(inputs);
        body.Append(outputs);
        return body;
    }

    private string Fresh(string hint) => $"{prefix}{hint}_out_{names++}";

    private string Constant((string Name, MessageWriter Tensor) constant)
    {
        initializers.Message(5, constant.Tensor);
        return constant.Name;
    }

    private static MessageWriter ValueInfo(string name, ElementType type, IReadOnlyList<Dimension> shape)
    {
        var dimensions = new MessageWriter();
        foreach (var dimension in shape)
        {
            var entry = new MessageWriter();
            if (dimension.Size is { } size)
            {
                entry.Varint(1, size);
            }
            else
            {
                entry.Text(2, dimension.Name!);
            }

            dimensions.Message(1, entry);
        }

        var tensor = new MessageWriter();
        tensor.Varint(1, (long)type);
        tensor.Message(2, dimensions);
        var typeProto = new MessageWriter();
        typeProto.Message(1, tensor);
        var info = new MessageWriter();
        info.Text(1, name);
        info.Message(2, typeProto);
        return info;
    }

    private MessageWriter Attribute(OnnxAttribute attribute)
    {
        var message = new MessageWriter();
        message.Text(1, attribute.Name);
        switch (attribute)
        {
            case OnnxAttribute.Float f:
                message.Float(2, f.Value);
                message.Varint(20, 1);
                break;
            case OnnxAttribute.Int i:
                message.Varint(3, i.Value);
                message.Varint(20, 2);
                break;
            case OnnxAttribute.Text t:
                message.Text(4, t.Value);
                message.Varint(20, 3);
                break;
            case OnnxAttribute.Floats f:
                message.Floats(7, f.Values);
                message.Varint(20, 6);
                break;
            case OnnxAttribute.Ints i:
                message.Varints(8, i.Values);
                message.Varint(20, 7);
                break;
            case OnnxAttribute.Body b:
                domains.UnionWith(b.Graph.domains);
                standard = Math.Max(standard, b.Graph.standard);
                message.Message(6, b.Graph.ToGraph(b.Name));
                message.Varint(20, 5);
                break;
            case OnnxAttribute.Texts t:
                foreach (var text in t.Values)
                {
                    message.Text(9, text);
                }

                message.Varint(20, 8);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(attribute));
        }

        return message;
    }
}
