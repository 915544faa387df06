namespace Lepton.Training.Torch.Modules;

/// <summary>A layer of a transformer's decoder, normalised after each part, as torch.nn.TransformerDecoderLayer with its names.</summary>
internal sealed class DecoderLayerModule : Module
{
    private readonly SequenceOperators sequences;
    private readonly AttentionModule own;
    private readonly AttentionModule other;
    private readonly FeedForward forward;
    private readonly LayerNormModule norm1;
    private readonly LayerNormModule norm2;
    private readonly LayerNormModule norm3;
    private readonly DropoutModule dropout;

    public DecoderLayerModule(TorchSession torch, Operators operators, SequenceOperators sequences, Initializer initializer, int width, int heads, int inner, double dropout)
    {
        this.sequences = sequences;
        this.dropout = new DropoutModule(operators, dropout);
        own = Register("self_attn", new AttentionModule(torch, operators, sequences, initializer.Of("self_attn"), width, heads, dropout));
        other = Register("multihead_attn", new AttentionModule(torch, operators, sequences, initializer.Of("multihead_attn"), width, heads, dropout));
        forward = Include(new FeedForward(torch, operators, initializer, width, inner, this.dropout, isGelu: false));
        norm1 = Register("norm1", new LayerNormModule(torch, operators, width));
        norm2 = Register("norm2", new LayerNormModule(torch, operators, width));
        norm3 = Register("norm3", new LayerNormModule(torch, operators, width));
    }

    /// <param name="memory">What the encoder made: [N, S, D].</param>
    /// <param name="hidden">True where the sequence must not look at itself: at what comes later.</param>
    /// <param name="hiddenMemory">True where it must not look at the memory: at padding.</param>
    public Tensor Forward(Tensor input, Tensor memory, Tensor? hidden, Tensor? hiddenMemory, bool training)
    {
        var first = norm1.Forward(sequences.Add(input, dropout.Forward(own.Forward(input, input, hidden, training), training)), training);
        var second = norm2.Forward(sequences.Add(first, dropout.Forward(other.Forward(first, memory, hiddenMemory, training), training)), training);
        return norm3.Forward(sequences.Add(second, dropout.Forward(forward.Forward(second, training), training)), training);
    }
}
