using System.Globalization;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>The encoder of a transformer over tokens (Vaswani et al. 2017): a vector for each token and each place, and layers.</summary>
internal sealed class TransformerEncoder : Module
{
    private readonly NetworkParts parts;
    private readonly TokenEmbedding embedding;
    private readonly EmbeddingModule position;
    private readonly LayerNormModule norm;
    private readonly List<EncoderLayerModule> layers = [];
    private readonly DropoutModule dropout;
    private readonly LayerStyle style;

    public TransformerEncoder(NetworkShape shape, NetworkParts parts)
    {
        this.parts = parts;
        style = StyleOf(shape);
        var (torch, set) = (parts.Torch, shape.Set);
        var width = set.Integer("width");
        embedding = Register("embedding", new TokenEmbedding(parts, parts.Initializer.Of("embedding"), shape.Layout, width, NetworkModule.WordDeviation));
        position = Register("position", new EmbeddingModule(torch, parts.Operators, parts.Initializer.Of("position"), shape.Layout.Longest, width, deviation: NetworkModule.WordDeviation));
        norm = Register("norm", new LayerNormModule(torch, parts.Operators, width, style.Epsilon));
        for (var layer = 0; layer < set.Integer("layers"); layer++)
        {
            layers.Add(Register(Name(layer), new EncoderLayerModule(torch, parts.Operators, parts.Sequences, parts.Initializer.Of(Name(layer)), width, set.Integer("heads"), set.Integer("feed-forward"), set.Number("dropout"), style)));
        }

        dropout = new DropoutModule(parts.Operators, set.Number("dropout"));
    }

    public override IEnumerable<(string Name, Tensor Tensor)> Derived() => embedding.Derived().Select(d => ($"embedding.{d.Name}", d.Tensor))
        .Concat(layers.SelectMany((layer, i) => layer.Derived().Select(d => ($"{Name(i)}.{d.Name}", d.Tensor))));

    /// <summary>The vectors of tokens and places, [N, L, D].</summary>
    public Tensor Embed(Batch batch)
    {
        long[] places = [.. Enumerable.Range(0, (int)batch.Tokens!.Size(1)).Select(p => (long)p)];
        return parts.Sequences.Add(embedding.Forward(batch), position.Forward(parts.Torch.From(places, places.Length), training: true));
    }

    /// <summary>What the layers make of them, [N, L, D].</summary>
    public Tensor Encode(Tensor embedded, Batch batch, bool training)
    {
        var hidden = parts.Sequences.Unsqueeze(parts.Sequences.Unsqueeze(parts.Sequences.Not(batch.Mask!), 1), 1);
        var at = dropout.Forward(style.IsNormFirst ? embedded : norm.Forward(embedded, training), training);
        foreach (var layer in layers)
        {
            at = layer.Forward(at, hidden, training);
        }

        return style.IsNormFirst ? norm.Forward(at, training) : at;
    }

    /// <summary>Adds the nodes.</summary>
    /// <param name="tokens">int64 [N, L].</param>
    /// <param name="mask">Boolean [N, L].</param>
    public static string Write(NetworkShape shape, NetworkGraph graph, string tokens, string mask)
    {
        var hidden = graph.Unsqueeze(graph.Node("Where", [mask, graph.Builder.Constant([0f]), graph.Builder.Constant([float.NegativeInfinity])]), 1, 2);
        var length = graph.Node("Slice", [graph.Node("Shape", [tokens]), graph.Builder.Constant([1L], 1), graph.Builder.Constant([2L], 1)]);
        var places = graph.Node("Slice", [graph.Weight("position.weight"), graph.Builder.Constant([0L], 1), length, graph.Builder.Constant([0L], 1)]);
        var at = graph.Node("Add", [TokenEmbedding.Write(graph, "embedding", tokens), places]);
        var style = StyleOf(shape);
        at = style.IsNormFirst ? at : LayerNormModule.Write(graph, "norm", at, style.Epsilon);
        for (var layer = 0; layer < shape.Set.Integer("layers"); layer++)
        {
            at = EncoderLayerModule.Write(graph, Name(layer), at, hidden, shape.Set.Integer("heads"), style);
        }

        return style.IsNormFirst ? LayerNormModule.Write(graph, "norm", at, style.Epsilon) : at;
    }

    public static LayerStyle StyleOf(NetworkShape shape)
    {
        var set = shape.Set;
        var rank = set.Has("lora-rank") ? set.Integer("lora-rank") : 0;
        return new LayerStyle(set.Choice("norm") == "before", set.Choice("activation") == "gelu", set.Number("epsilon"), rank > 0 ? new LoraStyle(rank, set.Number("lora-alpha")) : null);
    }

    private static string Name(int layer) => $"layers.{layer.ToString(CultureInfo.InvariantCulture)}";
}
