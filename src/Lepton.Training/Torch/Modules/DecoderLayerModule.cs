using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>A layer of a transformer's decoder, normalised before or after each part, as torch.nn.TransformerDecoderLayer with its names.</summary>
internal sealed class DecoderLayerModule : Module
{
    private const string Own = "self_attn";
    private const string Other = "multihead_attn";

    private readonly SequenceOperators sequences;
    private readonly AttentionModule own;
    private readonly AttentionModule other;
    private readonly FeedForward forward;
    private readonly LayerNormModule norm1;
    private readonly LayerNormModule norm2;
    private readonly LayerNormModule norm3;
    private readonly DropoutModule dropout;
    private readonly bool isNormFirst;

    public DecoderLayerModule(TorchSession torch, Operators operators, SequenceOperators sequences, Initializer initializer, int width, int heads, int inner, double dropout, LayerStyle style)
    {
        this.sequences = sequences;
        isNormFirst = style.IsNormFirst;
        this.dropout = new DropoutModule(operators, dropout);
        own = Register(Own, new AttentionModule(torch, operators, sequences, initializer.Of(Own), width, heads, dropout));
        other = Register(Other, new AttentionModule(torch, operators, sequences, initializer.Of(Other), width, heads, dropout));
        forward = Include(new FeedForward(torch, operators, initializer, width, inner, this.dropout, style.IsGelu));
        norm1 = Register("norm1", new LayerNormModule(torch, operators, width, style.Epsilon));
        norm2 = Register("norm2", new LayerNormModule(torch, operators, width, style.Epsilon));
        norm3 = Register("norm3", new LayerNormModule(torch, operators, width, style.Epsilon));
    }

    /// <param name="memory">What the encoder made: [N, S, D].</param>
    /// <param name="hidden">True where the sequence must not look at itself: at what comes later.</param>
    /// <param name="hiddenMemory">True where it must not look at the memory: at padding.</param>
    public Tensor Forward(Tensor input, Tensor memory, Tensor? hidden, Tensor? hiddenMemory, bool training)
    {
        Tensor Attend(Tensor queries) => dropout.Forward(own.Forward(queries, queries, hidden, training), training);
        Tensor Look(Tensor queries) => dropout.Forward(other.Forward(queries, memory, hiddenMemory, training), training);
        Tensor Think(Tensor at) => dropout.Forward(forward.Forward(at, training), training);
        if (isNormFirst)
        {
            var attended = sequences.Add(input, Attend(norm1.Forward(input, training)));
            var looked = sequences.Add(attended, Look(norm2.Forward(attended, training)));
            return sequences.Add(looked, Think(norm3.Forward(looked, training)));
        }

        var first = norm1.Forward(sequences.Add(input, Attend(input)), training);
        var second = norm2.Forward(sequences.Add(first, Look(first)), training);
        return norm3.Forward(sequences.Add(second, Think(second)), training);
    }

    /// <summary>Adds the nodes that make keys and values of the memory.</summary>
    public static (string Keys, string Values) WriteMemory(NetworkGraph graph, string name, string memory, int heads) =>
        (AttentionModule.WriteKeys(graph, $"{name}.{Other}", memory, heads), AttentionModule.WriteValues(graph, $"{name}.{Other}", memory, heads));

    /// <summary>Adds the nodes that make keys and values of the sequence itself.</summary>
    public static (string Keys, string Values) WriteOwn(NetworkGraph graph, string name, string input, int heads) =>
        (AttentionModule.WriteKeys(graph, $"{name}.{Own}", input, heads), AttentionModule.WriteValues(graph, $"{name}.{Own}", input, heads));

    /// <summary>Adds the nodes.</summary>
    /// <param name="own">Keys and values that the sequence has of itself, given what is normalised: with those of what was before it, where it comes bit by bit.</param>
    /// <param name="hidden">What is added to the scores of the sequence, or null.</param>
    /// <param name="memory">What <see cref="WriteMemory"/> made.</param>
    /// <param name="hiddenMemory">What is added to the scores of the memory, or null.</param>
    public static string Write(NetworkGraph graph, string name, string input, Func<string, (string Keys, string Values)> own, string? hidden, (string Keys, string Values) memory, string? hiddenMemory, int heads, LayerStyle style)
    {
        string Norm(int number, string at) => LayerNormModule.Write(graph, $"{name}.norm{number}", at, style.Epsilon);
        string Add(string one, string other) => graph.Node("Add", [one, other]);
        string Look(string queries) => AttentionModule.Write(graph, $"{name}.{Other}", queries, memory.Keys, memory.Values, hiddenMemory, heads);
        string Think(string at) => FeedForward.Write(graph, name, at, style.IsGelu);
        string Attend(string queries)
        {
            var (keys, values) = own(queries);
            return AttentionModule.Write(graph, $"{name}.{Own}", queries, keys, values, hidden, heads);
        }

        if (style.IsNormFirst)
        {
            var attended = Add(input, Attend(Norm(1, input)));
            var looked = Add(attended, Look(Norm(2, attended)));
            return Add(looked, Think(Norm(3, looked)));
        }

        var first = Norm(1, Add(input, Attend(input)));
        var second = Norm(2, Add(first, Look(first)));
        return Norm(3, Add(second, Think(second)));
    }
}
