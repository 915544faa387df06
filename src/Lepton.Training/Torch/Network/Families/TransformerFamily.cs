using System.Globalization;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>
/// The family <c>transformer</c> (Vaswani et al. 2017): a vector for each token and each place, layers of the encoder, the mean and the
/// greatest of their steps, and a linear layer.
/// </summary>
internal sealed class TransformerFamily : NetworkFamily
{
    public override NetworkModule Build(NetworkShape shape, NetworkParts parts) => new TransformerNetwork(shape, parts);

    public override string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features)
    {
        var mask = graph.Mask(features.Tokens!);
        var hidden = graph.Unsqueeze(graph.Node("Where", [mask, graph.Builder.Constant([0f]), graph.Builder.Constant([float.NegativeInfinity])]), 1, 2);
        var length = graph.Node("Slice", [graph.Node("Shape", [features.Tokens!]), graph.Builder.Constant([1L], 1), graph.Builder.Constant([2L], 1)]);
        var places = graph.Node("Slice", [graph.Weight("position.weight"), graph.Builder.Constant([0L], 1), length, graph.Builder.Constant([0L], 1)]);
        var at = graph.Node("Add", [EmbeddingModule.Write(graph, "embedding", features.Tokens!), places]);
        at = LayerNormModule.Write(graph, "norm", at);
        for (var layer = 0; layer < shape.Set.Integer("layers"); layer++)
        {
            at = EncoderLayerModule.Write(graph, Name(layer), at, hidden, shape.Set.Integer("heads"));
        }

        return LinearModule.Write(graph, "output", MaskedPool.Write(graph, at, mask));
    }

    private static string Name(int layer) => $"layers.{layer.ToString(CultureInfo.InvariantCulture)}";

    private sealed class TransformerNetwork : NetworkModule
    {
        // As BERT's: small, so that vectors of rare tokens say little.
        private const double Deviation = 0.02;

        private readonly NetworkParts parts;
        private readonly EmbeddingModule embedding;
        private readonly EmbeddingModule position;
        private readonly LayerNormModule norm;
        private readonly List<EncoderLayerModule> layers = [];
        private readonly MaskedPool pool;
        private readonly DropoutModule dropout;
        private readonly LinearModule output;

        public TransformerNetwork(NetworkShape shape, NetworkParts parts)
        {
            this.parts = parts;
            var (torch, set) = (parts.Torch, shape.Set);
            var width = set.Integer("width");
            embedding = Register("embedding", new EmbeddingModule(torch, parts.Operators, parts.Initializer.Of("embedding"), shape.Layout.Entries, width, TextTokens.Padding, Deviation));
            position = Register("position", new EmbeddingModule(torch, parts.Operators, parts.Initializer.Of("position"), shape.Layout.Longest, width, deviation: Deviation));
            norm = Register("norm", new LayerNormModule(torch, parts.Operators, width));
            for (var layer = 0; layer < set.Integer("layers"); layer++)
            {
                layers.Add(Register(Name(layer), new EncoderLayerModule(torch, parts.Operators, parts.Sequences, parts.Initializer.Of(Name(layer)), width, set.Integer("heads"), set.Integer("feed-forward"), set.Number("dropout"))));
            }

            pool = new MaskedPool(torch, parts.Operators, parts.Sequences);
            dropout = new DropoutModule(parts.Operators, set.Number("dropout"));
            output = Register("output", new LinearModule(torch, parts.Operators, parts.Initializer.Of("output"), 2 * width, shape.Outputs));
        }

        public override Tensor Embed(Batch batch)
        {
            long[] places = [.. Enumerable.Range(0, (int)batch.Tokens!.Size(1)).Select(p => (long)p)];
            return parts.Sequences.Add(embedding.Forward(batch.Tokens, training: true), position.Forward(parts.Torch.From(places, places.Length), training: true));
        }

        public override Tensor Answer(Tensor embedded, Batch batch, bool training)
        {
            var hidden = parts.Sequences.Unsqueeze(parts.Sequences.Unsqueeze(parts.Sequences.Not(batch.Mask!), 1), 1);
            var at = dropout.Forward(norm.Forward(embedded, training), training);
            foreach (var layer in layers)
            {
                at = layer.Forward(at, hidden, training);
            }

            return output.Forward(dropout.Forward(pool.Forward(at, batch), training), training);
        }
    }
}
