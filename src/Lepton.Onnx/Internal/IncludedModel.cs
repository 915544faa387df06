namespace Lepton.Onnx.Internal;

/// <summary>
/// The nodes of a model as another one has them: its values get names of their own, its inputs are the other's, and what its wanted output does not need is left out.
/// Field numbers are those of onnx.proto.
/// </summary>
internal sealed class IncludedModel
{
    private readonly string prefix;
    private readonly HashSet<string> inputs = new(StringComparer.Ordinal);

    /// <param name="prefix">Begins the names of its values.</param>
    /// <exception cref="InvalidDataException">The bytes are no model, or it has no such output.</exception>
    public IncludedModel(ReadOnlyMemory<byte> model, string prefix, string output)
    {
        this.prefix = prefix;
        var graph = ReadOnlyMemory<byte>.Empty;
        foreach (var field in MessageReader.Read(model))
        {
            if (field.Number == 7)
            {
                graph = field.Bytes;
            }
            else if (field.Number == 8)
            {
                Domains[MessageReader.Text(field.Bytes, 1)] = MessageReader.Read(field.Bytes).Where(f => f.Number == 2).Select(f => f.Number64).LastOrDefault();
            }
        }

        var fields = MessageReader.Read(graph).ToList();
        inputs.UnionWith(fields.Where(f => f.Number == 11).Select(f => MessageReader.Text(f.Bytes, 1)));
        if (fields.Where(f => f.Number == 12).All(f => MessageReader.Text(f.Bytes, 1) != output))
        {
            throw new InvalidDataException($"the model has no output '{output}'");
        }

        // Nodes stand in the order in which they run.
        HashSet<string> needed = new(StringComparer.Ordinal) { output };
        foreach (var node in fields.Where(f => f.Number == 1).Reverse())
        {
            if (Texts(node.Bytes, 2).Any(needed.Contains))
            {
                needed.UnionWith(Reads(node.Bytes));
                Nodes.Add(Node(node.Bytes));
            }
        }

        Nodes.Reverse();
        Initializers.AddRange(fields.Where(f => f.Number == 5 && needed.Contains(MessageReader.Text(f.Bytes, 8))).Select(f => Renamed(f.Bytes, 8)));
        Output = Name(output);
        Inputs = [.. inputs.Where(needed.Contains).Order(StringComparer.Ordinal)];
    }

    /// <summary>Operator sets by domain.</summary>
    public Dictionary<string, long> Domains { get; } = new(StringComparer.Ordinal);

    public List<MessageWriter> Nodes { get; } = [];

    public List<MessageWriter> Initializers { get; } = [];

    /// <summary>The inputs that the output needs.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>What the wanted output is called now.</summary>
    public string Output { get; }

    // An input that is left out has no name.
    private string Name(string name) => name.Length == 0 || inputs.Contains(name) ? name : prefix + name;

    private static IEnumerable<string> Texts(ReadOnlyMemory<byte> message, int number) => MessageReader.Read(message).Where(f => f.Number == number).Select(f => f.Text);

    // Bodies read values of the graph around them, too.
    private static IEnumerable<string> Reads(ReadOnlyMemory<byte> node) =>
        Texts(node, 1).Concat(MessageReader.Read(node).Where(f => f.Number == 5).SelectMany(a => MessageReader.Read(a.Bytes).Where(f => f.Number is 6 or 11)).SelectMany(body =>
            MessageReader.Read(body.Bytes).Where(f => f.Number == 1).SelectMany(n => Reads(n.Bytes)).Concat(MessageReader.Read(body.Bytes).Where(f => f.Number == 12).Select(o => MessageReader.Text(o.Bytes, 1)))));

    private MessageWriter Node(ReadOnlyMemory<byte> node)
    {
        var made = new MessageWriter();
        foreach (var field in MessageReader.Read(node))
        {
            switch (field.Number)
            {
                case 1 or 2:
                    made.Text(field.Number, Name(field.Text));
                    break;
                case 3:
                    made.Text(3, prefix + field.Text);
                    break;
                case 5:
                    made.Message(5, Attribute(field.Bytes));
                    break;
                default:
                    made.Copy(field);
                    break;
            }
        }

        return made;
    }

    private MessageWriter Attribute(ReadOnlyMemory<byte> attribute)
    {
        var made = new MessageWriter();
        foreach (var field in MessageReader.Read(attribute))
        {
            if (field.Number is 6 or 11)
            {
                made.Message(field.Number, Body(field.Bytes));
            }
            else
            {
                made.Copy(field);
            }
        }

        return made;
    }

    private MessageWriter Body(ReadOnlyMemory<byte> graph)
    {
        var made = new MessageWriter();
        foreach (var field in MessageReader.Read(graph))
        {
            switch (field.Number)
            {
                case 1:
                    made.Message(1, Node(field.Bytes));
                    break;
                case 5:
                    made.Message(5, Renamed(field.Bytes, 8));
                    break;
                case 11 or 12 or 13:
                    made.Message(field.Number, Renamed(field.Bytes, 1));
                    break;
                default:
                    made.Copy(field);
                    break;
            }
        }

        return made;
    }

    private MessageWriter Renamed(ReadOnlyMemory<byte> message, int number)
    {
        var made = new MessageWriter();
        foreach (var field in MessageReader.Read(message))
        {
            if (field.Number == number)
            {
                made.Text(number, Name(field.Text));
            }
            else
            {
                made.Copy(field);
            }
        }

        return made;
    }
}
