using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>A layer of a transformer's encoder, normalised before or after each part, as torch.nn.TransformerEncoderLayer with its names.</summary>
internal sealed class EncoderLayerModule : Layer
{
    private readonly SequenceOperators sequences;
    private readonly AttentionModule attention;
    private readonly FeedForward forward;
    private readonly LayerNormModule norm1;
    private readonly LayerNormModule norm2;
    private readonly DropoutModule dropout;
    private readonly bool isNormFirst;

    public EncoderLayerModule(TorchSession torch, Operators operators, SequenceOperators sequences, Initializer initializer, int width, int heads, int inner, double dropout, LayerStyle style)
    {
        this.sequences = sequences;
        isNormFirst = style.IsNormFirst;
        this.dropout = new DropoutModule(operators, dropout);
        attention = Register("self_attn", new AttentionModule(torch, operators, sequences, initializer.Of("self_attn"), width, heads, dropout, style.Lora));
        forward = Include(new FeedForward(torch, operators, initializer, width, inner, this.dropout, style.IsGelu));
        norm1 = Register("norm1", new LayerNormModule(torch, operators, width, style.Epsilon));
        norm2 = Register("norm2", new LayerNormModule(torch, operators, width, style.Epsilon));
    }

    public override Tensor Forward(Tensor input, bool training) => Forward(input, null, training);

    /// <param name="hidden">True where nobody must look, as for <see cref="AttentionModule"/>.</param>
    public Tensor Forward(Tensor input, Tensor? hidden, bool training)
    {
        if (isNormFirst)
        {
            var normed = norm1.Forward(input, training);
            var seen = sequences.Add(input, dropout.Forward(attention.Forward(normed, normed, hidden, training), training));
            return sequences.Add(seen, dropout.Forward(forward.Forward(norm2.Forward(seen, training), training), training));
        }

        var attended = norm1.Forward(sequences.Add(input, dropout.Forward(attention.Forward(input, input, hidden, training), training)), training);
        return norm2.Forward(sequences.Add(attended, dropout.Forward(forward.Forward(attended, training), training)), training);
    }

    /// <summary>Adds the nodes.</summary>
    public static string Write(NetworkGraph graph, string name, string input, string? hidden, int heads, LayerStyle style)
    {
        if (style.IsNormFirst)
        {
            var normed = LayerNormModule.Write(graph, $"{name}.norm1", input, style.Epsilon);
            var seen = graph.Node("Add", [input, AttentionModule.Write(graph, $"{name}.self_attn", normed, normed, hidden, heads)]);
            return graph.Node("Add", [seen, FeedForward.Write(graph, name, LayerNormModule.Write(graph, $"{name}.norm2", seen, style.Epsilon), style.IsGelu)]);
        }

        var attended = LayerNormModule.Write(graph, $"{name}.norm1", graph.Node("Add", [input, AttentionModule.Write(graph, $"{name}.self_attn", input, input, hidden, heads)]), style.Epsilon);
        return LayerNormModule.Write(graph, $"{name}.norm2", graph.Node("Add", [attended, FeedForward.Write(graph, name, attended, style.IsGelu)]), style.Epsilon);
    }

    public override IEnumerable<(string Name, Tensor Tensor)> Derived() => attention.Derived().Select(d => ($"self_attn.{d.Name}", d.Tensor));
}
