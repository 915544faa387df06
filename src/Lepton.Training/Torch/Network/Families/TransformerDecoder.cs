using System.Globalization;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>The decoder of a transformer (Vaswani et al. 2017): a vector for each token written and each place, and layers that look back, and at what the encoder read.</summary>
internal sealed class TransformerDecoder : Module
{
    private readonly NetworkParts parts;
    private readonly EmbeddingModule embedding;
    private readonly EmbeddingModule position;
    private readonly LayerNormModule norm;
    private readonly List<DecoderLayerModule> layers = [];
    private readonly DropoutModule dropout;
    private readonly LayerStyle style;

    public TransformerDecoder(NetworkShape shape, NetworkParts parts, Initializer initializer)
    {
        this.parts = parts;
        style = TransformerEncoder.StyleOf(shape);
        var (torch, set) = (parts.Torch, shape.Set);
        var width = set.Integer("width");
        embedding = Register("embedding", new EmbeddingModule(torch, parts.Operators, initializer.Of("embedding"), shape.Outputs, width, TextTokens.Padding, NetworkModule.WordDeviation));
        position = Register("position", new EmbeddingModule(torch, parts.Operators, initializer.Of("position"), shape.AnswerLength, width, deviation: NetworkModule.WordDeviation));
        norm = Register("norm", new LayerNormModule(torch, parts.Operators, width, style.Epsilon));
        for (var layer = 0; layer < set.Integer("layers"); layer++)
        {
            layers.Add(Register(Name(layer), new DecoderLayerModule(torch, parts.Operators, parts.Sequences, initializer.Of(Name(layer)), width, set.Integer("heads"), set.Integer("feed-forward"), set.Number("dropout"), style)));
        }

        dropout = new DropoutModule(parts.Operators, set.Number("dropout"));
    }

    /// <summary>What the layers make of tokens, [N, T, D]: of each by itself and those before it.</summary>
    /// <param name="tokens">int64 [N, T].</param>
    /// <param name="memory">What the encoder made: [N, S, D].</param>
    /// <param name="mask">True where the memory has a token: boolean [N, S].</param>
    public Tensor Decode(Tensor tokens, Tensor memory, Tensor mask, bool training)
    {
        var (torch, sequences, count) = (parts.Torch, parts.Sequences, (int)tokens.Size(1));
        long[] places = [.. Enumerable.Range(0, count).Select(p => (long)p)];
        var vectors = sequences.Add(embedding.Forward(tokens, training), position.Forward(torch.From(places, count), training));
        byte[] later = [.. Enumerable.Range(0, count * count).Select(i => (byte)(i % count > i / count ? 1 : 0))];
        var hidden = torch.From<byte>(later, ScalarType.Bool, 1, 1, count, count);
        var padding = sequences.Unsqueeze(sequences.Unsqueeze(sequences.Not(mask), 1), 1);
        var at = dropout.Forward(style.IsNormFirst ? vectors : norm.Forward(vectors, training), training);
        foreach (var layer in layers)
        {
            at = layer.Forward(at, memory, hidden, padding, training);
        }

        return style.IsNormFirst ? norm.Forward(at, training) : at;
    }

    /// <summary>Adds the nodes that make vectors of tokens at their places.</summary>
    /// <param name="tokens">int64 [N, T].</param>
    /// <param name="places">int64 [T].</param>
    public static string WriteVectors(NetworkGraph graph, string name, string tokens, string places, LayerStyle style)
    {
        var vectors = graph.Node("Add", [EmbeddingModule.Write(graph, $"{name}.embedding", tokens), EmbeddingModule.Write(graph, $"{name}.position", places)]);
        return style.IsNormFirst ? vectors : LayerNormModule.Write(graph, $"{name}.norm", vectors, style.Epsilon);
    }

    /// <summary>Adds the nodes behind the last layer.</summary>
    public static string WriteEnd(NetworkGraph graph, string name, string at, LayerStyle style) =>
        style.IsNormFirst ? LayerNormModule.Write(graph, $"{name}.norm", at, style.Epsilon) : at;

    /// <summary>Adds the nodes that decode tokens that are known, as <see cref="Decode"/> does.</summary>
    /// <param name="memories">Of each layer its keys and values of the memory.</param>
    /// <param name="hiddenMemory">What is added to the scores of the memory: float32 [N, 1, 1, S].</param>
    public static string Write(NetworkShape shape, NetworkGraph graph, string name, string tokens, IReadOnlyList<(string Keys, string Values)> memories, string hiddenMemory)
    {
        var (builder, style, heads) = (graph.Builder, TransformerEncoder.StyleOf(shape), shape.Set.Integer("heads"));
        var count = graph.Node("Squeeze", [graph.Node("Slice", [graph.Node("Shape", [tokens]), builder.Constant([1L], 1), builder.Constant([2L], 1)]), builder.Constant([0L], 1)]);
        var places = graph.Node("Range", [builder.Constant([0L]), count, builder.Constant([1L])]);
        var isLater = graph.Node("Greater", [graph.Unsqueeze(places, 0), graph.Unsqueeze(places, 1)]);
        var hidden = graph.Unsqueeze(graph.Node("Where", [isLater, builder.Constant([float.NegativeInfinity]), builder.Constant([0f])]), 0, 1);
        var at = WriteVectors(graph, name, tokens, places, style);
        for (var layer = 0; layer < memories.Count; layer++)
        {
            var own = $"{name}.{Name(layer)}";
            at = DecoderLayerModule.Write(graph, own, at, input => DecoderLayerModule.WriteOwn(graph, own, input, heads), hidden, memories[layer], hiddenMemory, heads, style);
        }

        return WriteEnd(graph, name, at, style);
    }

    public static string Name(int layer) => $"layers.{layer.ToString(CultureInfo.InvariantCulture)}";
}
