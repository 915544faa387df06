using Lepton.Onnx;

namespace Lepton.Training.Preprocessing;

/// <summary>Nodes that cut texts into words or characters. Only ASCII letters are folded to lower case: other locales are not on every machine.</summary>
internal static class TextGraph
{
    /// <summary>Words of letters and digits, padded with empty ones: [N, words].</summary>
    public static string Words(GraphBuilder graph, string input) =>
        Tokenize(graph, input, new OnnxAttribute.Text("tokenexp", @"[\p{L}\p{N}']+"));

    /// <summary>Characters, padded with empty ones: [N, characters].</summary>
    public static string Characters(GraphBuilder graph, string input) =>
        Tokenize(graph, input, new OnnxAttribute.Texts("separators", [string.Empty]));

    private static string Tokenize(GraphBuilder graph, string input, OnnxAttribute how)
    {
        var flat = graph.Node("Reshape", [input, graph.Constant([-1L], 1)]);
        var lower = graph.Node("StringNormalizer", [flat], new OnnxAttribute.Text("case_change_action", "LOWER"), new OnnxAttribute.Text("locale", "C"));
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
