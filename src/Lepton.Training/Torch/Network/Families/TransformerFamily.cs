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
        var at = graph.Node("Add", [TokenEmbedding.Write(graph, "embedding", features.Tokens!), places]);
        var style = StyleOf(shape);
        at = style.IsNormFirst ? at : LayerNormModule.Write(graph, "norm", at, style.Epsilon);
        for (var layer = 0; layer < shape.Set.Integer("layers"); layer++)
        {
            at = EncoderLayerModule.Write(graph, Name(layer), at, hidden, shape.Set.Integer("heads"), style);
        }

        at = style.IsNormFirst ? LayerNormModule.Write(graph, "norm", at, style.Epsilon) : at;

        return LinearModule.Write(graph, "output", MaskedPool.Write(graph, at, mask));
    }

    private static LayerStyle StyleOf(NetworkShape shape)
    {
        var set = shape.Set;
        var rank = set.Integer("lora-rank");
        return new LayerStyle(set.Choice("norm") == "before", set.Choice("activation") == "gelu", set.Number("epsilon"), rank > 0 ? new LoraStyle(rank, set.Number("lora-alpha")) : null);
    }

    private static string Name(int layer) => $"layers.{layer.ToString(CultureInfo.InvariantCulture)}";

    private sealed class TransformerNetwork : NetworkModule
    {
        private readonly NetworkParts parts;
        private readonly TokenEmbedding embedding;
        private readonly EmbeddingModule position;
        private readonly LayerNormModule norm;
        private readonly List<EncoderLayerModule> layers = [];
        private readonly MaskedPool pool;
        private readonly DropoutModule dropout;
        private readonly DropoutModule outputDropout;
        private readonly LinearModule output;
        private readonly LayerStyle style;

        public TransformerNetwork(NetworkShape shape, NetworkParts parts)
        {
            this.parts = parts;
            style = StyleOf(shape);
            var (torch, set) = (parts.Torch, shape.Set);
            var width = set.Integer("width");
            embedding = Register("embedding", new TokenEmbedding(parts, parts.Initializer.Of("embedding"), shape.Layout, width, NetworkModule.WordDeviation));
            position = Register("position", new EmbeddingModule(torch, parts.Operators, parts.Initializer.Of("position"), shape.Layout.Longest, width, deviation: WordDeviation));
            norm = Register("norm", new LayerNormModule(torch, parts.Operators, width, style.Epsilon));
            for (var layer = 0; layer < set.Integer("layers"); layer++)
            {
                layers.Add(Register(Name(layer), new EncoderLayerModule(torch, parts.Operators, parts.Sequences, parts.Initializer.Of(Name(layer)), width, set.Integer("heads"), set.Integer("feed-forward"), set.Number("dropout"), style)));
            }

            pool = new MaskedPool(torch, parts.Operators, parts.Sequences);
            dropout = new DropoutModule(parts.Operators, set.Number("dropout"));
            outputDropout = new DropoutModule(parts.Operators, set.Number("output-dropout"));
            output = Register("output", new LinearModule(torch, parts.Operators, parts.Initializer.Of("output"), 2 * width, shape.Outputs));
        }

        public override IEnumerable<(string Name, Tensor Tensor)> Derived() => embedding.Derived().Select(d => ($"embedding.{d.Name}", d.Tensor))
            .Concat(layers.SelectMany((layer, i) => layer.Derived().Select(d => ($"{Name(i)}.{d.Name}", d.Tensor))));

        public override Tensor Embed(Batch batch)
        {
            long[] places = [.. Enumerable.Range(0, (int)batch.Tokens!.Size(1)).Select(p => (long)p)];
            return parts.Sequences.Add(embedding.Forward(batch), position.Forward(parts.Torch.From(places, places.Length), training: true));
        }

        public override Tensor Answer(Tensor embedded, Batch batch, bool training)
        {
            var hidden = parts.Sequences.Unsqueeze(parts.Sequences.Unsqueeze(parts.Sequences.Not(batch.Mask!), 1), 1);
            var at = dropout.Forward(style.IsNormFirst ? embedded : norm.Forward(embedded, training), training);
            foreach (var layer in layers)
            {
                at = layer.Forward(at, hidden, training);
            }

            at = style.IsNormFirst ? norm.Forward(at, training) : at;

            return output.Forward(outputDropout.Forward(pool.Forward(at, batch), training), training);
        }
    }
}
