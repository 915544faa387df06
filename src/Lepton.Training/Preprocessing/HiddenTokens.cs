using Lepton.Onnx;
using Lepton.Runtime;

namespace Lepton.Training.Preprocessing;

/// <summary>
/// Which tokens are hidden from a language model when it is judged: those that mean something at the places where the place and the text's
/// length add up to a multiple of <see cref="Every"/>, so that all places of texts are asked for.
/// </summary>
internal static class HiddenTokens
{
    public const int Every = 7;

    public static bool IsHidden(long token, int place, long length) => token >= TextTokens.Reserved && (place + length) % Every == 0;

    /// <summary>Adds the nodes; returns the hidden tokens, 0 elsewhere: int64 [N, L].</summary>
    public static string Write(GraphBuilder graph, string tokens)
    {
        var isToken = graph.Node("Cast", [graph.Node("Not", [graph.Node("Equal", [tokens, graph.Constant([0L])])])], new OnnxAttribute.Int("to", (long)ElementType.Int64));
        var lengths = graph.Node("ReduceSum", [isToken, graph.Constant([1L], 1)], new OnnxAttribute.Int("keepdims", 1));
        var width = graph.Node("Squeeze", [graph.Node("Slice", [graph.Node("Shape", [tokens]), graph.Constant([1L], 1), graph.Constant([2L], 1), graph.Constant([0L], 1)])]);
        var places = graph.Node("Range", [graph.Constant([0L]), width, graph.Constant([1L])]);
        var isAsked = graph.Node("Equal", [graph.Node("Mod", [graph.Node("Add", [lengths, places]), graph.Constant([(long)Every])]), graph.Constant([0L])]);
        var means = graph.Node("GreaterOrEqual", [tokens, graph.Constant([(long)TextTokens.Reserved])]);
        return graph.Node("Where", [graph.Node("And", [isAsked, means]), tokens, graph.Constant([0L])]);
    }
}
