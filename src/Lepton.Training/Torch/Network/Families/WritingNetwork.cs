using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>Reads texts and writes others: an encoder, a decoder, and a linear layer over what it says of each place.</summary>
internal sealed class WritingNetwork : NetworkModule
{
    public const string Decoder = "decoder";

    private readonly NetworkParts parts;
    private readonly TransformerEncoder encoder;
    private readonly TransformerDecoder decoder;
    private readonly DropoutModule outputDropout;
    private readonly LinearModule output;

    public WritingNetwork(NetworkShape shape, NetworkParts parts)
    {
        this.parts = parts;
        encoder = Include(new TransformerEncoder(shape, parts));
        decoder = Register(Decoder, new TransformerDecoder(shape, parts, parts.Initializer.Of(Decoder)));
        outputDropout = new DropoutModule(parts.Operators, shape.Set.Number("output-dropout"));
        output = Register("output", new LinearModule(parts.Torch, parts.Operators, parts.Initializer.Of("output"), shape.Set.Integer("width"), shape.Outputs));
    }

    public override IEnumerable<(string Name, Tensor Tensor)> Derived() => encoder.Derived();

    public override Tensor Embed(Batch batch) => encoder.Embed(batch);

    /// <summary>The margins of each token that is to be written, [tokens, tokens that there are], all rows one after the other.</summary>
    public override Tensor Answer(Tensor embedded, Batch batch, bool training)
    {
        var (before, places) = batch.Answers!;
        var steps = decoder.Decode(before, encoder.Encode(embedded, batch, training), batch.Mask!, training);
        var flat = parts.Sequences.Reshape(steps, -1, steps.Size(2));
        return output.Forward(outputDropout.Forward(parts.Sequences.Rows(flat, parts.Torch.From(places, places.Length)), training), training);
    }

    /// <summary>What the encoder makes of rows, [N, S, D].</summary>
    public Tensor Remember(Batch batch) => encoder.Encode(encoder.Embed(batch), batch, training: false);

    /// <summary>The margins of the token that follows those that are written, [N, tokens that there are].</summary>
    /// <param name="tokens">int64 [N, T], the one that starts texts first.</param>
    public Tensor Next(Tensor tokens, Tensor memory, Tensor mask)
    {
        var steps = decoder.Decode(tokens, memory, mask, training: false);
        return output.Forward(parts.Sequences.Select(steps, 1, steps.Size(1) - 1), training: false);
    }
}
