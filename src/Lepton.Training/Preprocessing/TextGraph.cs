using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Onnx;
using Lepton.Runtime;

namespace Lepton.Training.Preprocessing;

/// <summary>Nodes that cut texts into words or characters. Only ASCII letters are folded to lower case: other locales are not on every machine.</summary>
internal static class TextGraph
{
    /// <summary>Words of letters and digits, padded with empty ones: [N, words].</summary>
    public static string Words(GraphBuilder graph, string input) =>
        Tokenize(graph, input, new OnnxAttribute.Text("tokenexp", @"[\p{L}\p{N}']+"));

    /// <summary>Words of letters and digits, and other signs one by one, padded with empty ones: [N, tokens].</summary>
    public static string Tokens(GraphBuilder graph, string input) =>
        Tokenize(graph, input, new OnnxAttribute.Text("tokenexp", @"[\p{L}\p{N}']+|[^\s\p{L}\p{N}'\x01]"));

    /// <summary>Characters, padded with empty ones: [N, characters].</summary>
    public static string Characters(GraphBuilder graph, string input) =>
        Tokenize(graph, input, new OnnxAttribute.Texts("separators", [string.Empty]));

    /// <summary>The same, as they are.</summary>
    public static string RawCharacters(GraphBuilder graph, string input) =>
        Tokenize(graph, input, new OnnxAttribute.Texts("separators", [string.Empty]), isRaw: true);

    /// <summary>What nodes cut the rows' texts into, batch by batch.</summary>
    /// <param name="cut">Adds the nodes after an input; returns the name of the tokens, [N, L] padded with empty ones.</param>
    public static IEnumerable<string[][]> Cut(OnnxRuntime runtime, DataTable rows, Column column, Func<GraphBuilder, string, string> cut, CancellationToken cancellation)
    {
        const string Output = "tokens";
        var graph = new GraphBuilder();
        graph.Rename(cut(graph, InputContract.Declare(graph, column)), Output);
        graph.Output(Output, ElementType.String, Dimension.Rows, new Dimension(null, "L"));
        using var session = new OnnxSession(runtime, graph.ToModel("tokens", new Dictionary<string, string>()), new SessionOptions());
        return new Scorer(runtime, session).Run(
            rows,
            [Output],
            values =>
            {
                var width = (int)values[0].Shape()[1];
                var all = values[0].Strings();
                return Enumerable.Range(0, width == 0 ? 0 : all.Length / width)
                    .Select(r => all.AsSpan(r * width, width).TrimEnd(string.Empty).ToArray())
                    .ToArray();
            },
            cancellation);
    }

    private static string Tokenize(GraphBuilder graph, string input, OnnxAttribute how, bool isRaw = false)
    {
        var flat = graph.Node("Reshape", [input, graph.Constant([-1L], 1)]);
        var lower = isRaw ? flat : graph.Node("StringNormalizer", [flat], new OnnxAttribute.Text("case_change_action", "LOWER"), new OnnxAttribute.Text("locale", "C"));
        var output = lower + "_tokens";
        return graph.Node(
            OnnxDomain.Microsoft,
            "Tokenizer",
            [lower],
            [output],
            new OnnxAttribute.Int("mark", 0),
            new OnnxAttribute.Int("mincharnum", 1),
            new OnnxAttribute.Text("pad_value", string.Empty),
            how)[0];
    }
}
