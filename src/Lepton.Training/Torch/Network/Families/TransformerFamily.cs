using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>The family <c>transformer</c>: the encoder, the mean and the greatest of its steps, and a linear layer.</summary>
internal sealed class TransformerFamily : NetworkFamily
{
    public override NetworkModule Build(NetworkShape shape, NetworkParts parts) => new TransformerNetwork(shape, parts);

    public override string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features)
    {
        var mask = graph.Mask(features.Tokens!);
        return LinearModule.Write(graph, "output", MaskedPool.Write(graph, TransformerEncoder.Write(shape, graph, features.Tokens!, mask), mask));
    }

    private sealed class TransformerNetwork : NetworkModule
    {
        private readonly TransformerEncoder encoder;
        private readonly MaskedPool pool;
        private readonly DropoutModule outputDropout;
        private readonly LinearModule output;

        public TransformerNetwork(NetworkShape shape, NetworkParts parts)
        {
            encoder = Include(new TransformerEncoder(shape, parts));
            pool = new MaskedPool(parts.Torch, parts.Operators, parts.Sequences);
            outputDropout = new DropoutModule(parts.Operators, shape.Set.Number("output-dropout"));
            output = Register("output", new LinearModule(parts.Torch, parts.Operators, parts.Initializer.Of("output"), 2 * shape.Set.Integer("width"), shape.Outputs));
        }

        public override IEnumerable<(string Name, Tensor Tensor)> Derived() => encoder.Derived();

        public override Tensor Embed(Batch batch) => encoder.Embed(batch);

        public override Tensor Answer(Tensor embedded, Batch batch, bool training) =>
            output.Forward(outputDropout.Forward(pool.Forward(encoder.Encode(embedded, batch, training), batch), training), training);
    }
}
