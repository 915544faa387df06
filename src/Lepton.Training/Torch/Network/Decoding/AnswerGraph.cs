using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;
using Lepton.Training.Torch.Network.Families;

namespace Lepton.Training.Torch.Network.Decoding;

/// <summary>
/// Writes texts inside the graph: a loop that adds a token in each turn, whose layers keep the keys and values of the tokens before it. As many
/// answers as the beam is wide are followed at once; one that has ended stays as it is, at the probability that it has. In the end that with the
/// greatest log p / length^penalty is given (Wu et al. 2016 divide by a power of the length, too); the end of the text counts as a token.
/// </summary>
/// <param name="firsts">What each token adds to an empty text.</param>
/// <param name="nexts">What each token adds behind others.</param>
internal sealed class AnswerGraph(NetworkShape shape, NetworkGraph graph, IReadOnlyList<string> firsts, IReadOnlyList<string> nexts)
{
    private const string Prefix = "write_";

    private readonly GraphBuilder builder = graph.Builder;
    private readonly long beam = shape.Set.Integer("beam");
    private readonly int layers = shape.Set.Integer("layers");
    private readonly int heads = shape.Set.Integer("heads");

    /// <summary>Tokens that no text holds.</summary>
    public static IReadOnlyList<int> Never { get; } = [TextTokens.Padding, TextTokens.Unknown, TextTokens.Start, TextTokens.Mask];

    /// <summary>Keys and values that the layers make of what the encoder read.</summary>
    public static IReadOnlyList<(string Keys, string Values)> Memories(NetworkShape shape, NetworkGraph graph, string memory) =>
    [
        .. Enumerable.Range(0, shape.Set.Integer("layers"))
            .Select(layer => DecoderLayerModule.WriteMemory(graph, NameOf(layer), memory, shape.Set.Integer("heads"))),
    ];

    /// <summary>What is added to the scores of padding: float32 [N, 1, 1, S].</summary>
    public static string Hidden(NetworkGraph graph, string tokens) =>
        graph.Unsqueeze(graph.Node("Where", [graph.Mask(tokens), graph.Builder.Constant([0f]), graph.Builder.Constant([float.NegativeInfinity])]), 1, 2);

    /// <summary>Adds the nodes; returns the texts, string [N], and log p / length^penalty of each, float32 [N].</summary>
    /// <param name="memory">What the encoder made of the tokens, [N, S, D].</param>
    /// <param name="tokens">int64 [N, S].</param>
    public (string Texts, string Scores) Write(string memory, string tokens)
    {
        var rows = graph.Node("Slice", [graph.Node("Shape", [tokens]), Long([0], 1), Long([1], 1)]);
        var paths = graph.Node("Mul", [rows, Long([beam], 1)]);
        var numbers = graph.Node("Range", [Long([0]), graph.Node("Squeeze", [rows, Long([0], 1)]), Long([1])]);
        var owners = graph.Reshape(graph.Node("Expand", [graph.Unsqueeze(numbers, 1), Sizes(rows, beam)]), -1);
        string Each(string value) => beam == 1 ? value : graph.Node("Gather", [value, owners], new OnnxAttribute.Int("axis", 0));

        var memories = Memories(shape, graph, memory).Select(m => (Each(m.Keys), Each(m.Values))).ToList();
        var hidden = Each(Hidden(graph, tokens));
        var offsets = graph.Unsqueeze(graph.Node("Mul", [numbers, Long([beam])]), 1);
        var last = graph.Node("Expand", [Long([TextTokens.Start]), paths]);
        float[] first = [0, .. Enumerable.Repeat(float.NegativeInfinity, (int)beam - 1)];
        var width = shape.Set.Integer("width") / heads;
        string Empty(params long[] sizes) => graph.Node("ConstantOfShape", [Sizes(paths, sizes)]);
        List<string> inputs =
        [
            Long([shape.AnswerLength]),
            string.Empty,
            last,
            graph.Node("Expand", [builder.Constant(first, 1, beam), Sizes(rows, beam)]),
            graph.Node("Equal", [last, Long([-1])]),
            graph.Node("Sub", [last, last]),
            graph.Node("Expand", [builder.Constant([string.Empty], 1), paths]),
        ];
        for (var layer = 0; layer < layers; layer++)
        {
            inputs.Add(Empty(heads, width, 0));
            inputs.Add(Empty(heads, 0, width));
        }

        string[] outputs = [.. Enumerable.Range(0, inputs.Count - 2).Select(i => $"written_{i}")];
        builder.Node(OnnxDomain.Standard, "Loop", inputs, outputs, new OnnxAttribute.Body("body", Turn(memories, hidden, offsets)));
        return Best(outputs[1], outputs[3], outputs[4]);
    }

    // One turn: from what is written to what is written with a token more.
    private GraphBuilder Turn(List<(string Keys, string Values)> memories, string hidden, string offsets)
    {
        var body = new GraphBuilder(Prefix);
        var turn = graph.In(body);
        var count = new Dimension(null, "paths");
        var place = body.Input(Prefix + "place", ElementType.Int64);
        body.Input(Prefix + "go_on", ElementType.Bool);
        var last = body.Input(Prefix + "last", ElementType.Int64, count);
        var scores = body.Input(Prefix + "scores", ElementType.Float, Dimension.Rows, beam);
        var ended = body.Input(Prefix + "ended", ElementType.Bool, count);
        var lengths = body.Input(Prefix + "lengths", ElementType.Int64, count);
        var texts = body.Input(Prefix + "texts", ElementType.String, count);
        var before = Enumerable.Range(0, layers).Select(layer => (
            Keys: body.Input($"{Prefix}keys_{layer}", ElementType.Float, count, heads, shape.Set.Integer("width") / heads, new Dimension(null, "before")),
            Values: body.Input($"{Prefix}values_{layer}", ElementType.Float, count, heads, new Dimension(null, "before"), shape.Set.Integer("width") / heads))).ToList();

        var style = TransformerEncoder.StyleOf(shape);
        var kept = new List<(string Keys, string Values)>();
        var at = TransformerDecoder.WriteVectors(turn, WritingNetwork.Decoder, turn.Unsqueeze(last, 1), turn.Unsqueeze(place, 0), style);
        for (var layer = 0; layer < layers; layer++)
        {
            var own = layer;
            at = DecoderLayerModule.Write(turn, NameOf(layer), at, input => With(input, own), null, memories[layer], hidden, heads, style);
        }

        (string Keys, string Values) With(string input, int layer)
        {
            var (keys, values) = DecoderLayerModule.WriteOwn(turn, NameOf(layer), input, heads);
            kept.Add((turn.Concat(3, before[layer].Keys, keys), turn.Concat(2, before[layer].Values, values)));
            return kept[^1];
        }

        var margins = turn.Reshape(LinearModule.Write(turn, "output", TransformerDecoder.WriteEnd(turn, WritingNetwork.Decoder, at, style)), -1, shape.Outputs);
        var logs = body.Node("LogSoftmax", [body.Node("Add", [margins, Allowed(body, Never)])], new OnnxAttribute.Int("axis", 1));
        var nothingMore = Allowed(body, [.. Enumerable.Range(0, shape.Outputs).Where(t => t != TextTokens.Padding)]);
        var continued = body.Node("Where", [turn.Unsqueeze(ended, 1), nothingMore, logs]);
        var all = turn.Reshape(body.Node("Add", [turn.Unsqueeze(scores, 2), turn.Reshape(continued, -1, beam, shape.Outputs)]), -1, beam * shape.Outputs);
        var best = body.Node(OnnxDomain.Standard, "TopK", [all, body.Constant([beam], 1)], [Prefix + "best_scores", Prefix + "best"], new OnnxAttribute.Int("axis", 1));
        var entries = body.Constant([(long)shape.Outputs]);
        var token = turn.Reshape(body.Node("Mod", [best[1], entries]), -1);
        var from = turn.Reshape(body.Node("Add", [body.Node("Div", [best[1], entries]), offsets]), -1);
        string Followed(string value) => beam == 1 ? value : body.Node("Gather", [value, from], new OnnxAttribute.Int("axis", 0));

        var hadEnded = Followed(ended);
        var hasEnded = body.Node("Or", [hadEnded, body.Node("Equal", [token, body.Constant([(long)TextTokens.End])])]);
        var isFirst = body.Node("Equal", [place, body.Constant([0L])]);
        string Words(IReadOnlyList<string> words) => body.Node("Gather", [body.Constant([.. words], words.Count), token]);
        var added = body.Node("Where", [isFirst, Words(firsts), Words(nexts)]);
        var left = body.Node("ReduceMin", [turn.Cast(hasEnded, ElementType.Int32)], new OnnxAttribute.Int("keepdims", 0));

        void Give(string value, string name, ElementType type, params Dimension[] dimensions)
        {
            body.Rename(value, Prefix + name);
            body.Output(Prefix + name, type, dimensions);
        }

        Give(body.Node("Not", [turn.Cast(left, ElementType.Bool)]), "goes_on", ElementType.Bool);
        Give(token, "token", ElementType.Int64, count);
        body.Output(best[0], ElementType.Float, Dimension.Rows, beam);
        Give(hasEnded, "has_ended", ElementType.Bool, count);
        Give(body.Node("Add", [Followed(lengths), turn.Cast(body.Node("Not", [hadEnded]), ElementType.Int64)]), "longer", ElementType.Int64, count);
        Give(body.Node("StringConcat", [Followed(texts), added]), "written", ElementType.String, count);
        for (var layer = 0; layer < layers; layer++)
        {
            Give(Followed(kept[layer].Keys), $"more_keys_{layer}", ElementType.Float, count, heads, shape.Set.Integer("width") / heads, new Dimension(null, "after"));
            Give(Followed(kept[layer].Values), $"more_values_{layer}", ElementType.Float, count, heads, new Dimension(null, "after"), shape.Set.Integer("width") / heads);
        }

        return body;
    }

    private (string Texts, string Scores) Best(string scores, string lengths, string texts)
    {
        var long1 = graph.Cast(graph.Reshape(lengths, -1, beam), ElementType.Float);
        var weighed = graph.Node("Div", [scores, graph.Node("Pow", [long1, builder.Constant([(float)shape.Set.Number("length-penalty")])])]);
        var best = graph.Node("ArgMax", [weighed], new OnnxAttribute.Int("axis", 1), new OnnxAttribute.Int("keepdims", 1));
        string Pick(string value) => graph.Reshape(graph.Node("GatherElements", [value, best], new OnnxAttribute.Int("axis", 1)), -1);
        return (Pick(graph.Reshape(texts, -1, beam)), Pick(weighed));
    }

    private string Allowed(GraphBuilder body, IReadOnlyList<int> not)
    {
        var added = new float[shape.Outputs];
        foreach (var token in not)
        {
            added[token] = float.NegativeInfinity;
        }

        return body.Constant(added, 1, shape.Outputs);
    }

    private string Sizes(string first, params long[] others) => graph.Concat(0, first, Long(others, others.Length));

    private string Long(long[] values, params IReadOnlyList<long> sizes) => builder.Constant(values, sizes);

    private static string NameOf(int layer) => $"{WritingNetwork.Decoder}.{TransformerDecoder.Name(layer)}";
}
