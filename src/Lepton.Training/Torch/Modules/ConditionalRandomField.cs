using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>
/// A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001): start [K], end [K] and transitions [K, K], from the
/// row's tag to the column's, beside scores of each step's tags.
/// </summary>
internal sealed class ConditionalRandomField : Module
{
    private readonly TorchSession torch;
    private readonly SequenceOperators operators;
    private readonly Tensor start;
    private readonly Tensor end;
    private readonly Tensor transitions;

    public ConditionalRandomField(TorchSession torch, SequenceOperators operators, Initializer initializer, int tags)
    {
        this.torch = torch;
        this.operators = operators;
        start = Register("start_transitions", torch.From(initializer.Uniform("start_transitions", tags, 0.1), tags));
        end = Register("end_transitions", torch.From(initializer.Uniform("end_transitions", tags, 0.1), tags));
        transitions = Register("transitions", torch.From(initializer.Uniform("transitions", tags * tags, 0.1), tags, tags));
    }

    /// <summary>−log p(tags) of each sequence: [N].</summary>
    /// <param name="scores">[N, L, K], L at least 1.</param>
    /// <param name="tags">[N, L], row-major.</param>
    /// <param name="lengths">Steps of each sequence, at least 1.</param>
    public Tensor Losses(Tensor scores, long[] tags, long[] lengths)
    {
        var (count, steps, kinds) = (lengths.Length, (int)scores.Size(1), scores.Size(2));
        long[] Column(int step) => [.. Enumerable.Range(0, count).Select(i => tags[(i * steps) + step])];

        var alpha = operators.Add(operators.Select(scores, 1, 0), start);
        var path = operators.Add(At(operators.Select(scores, 1, 0), Column(0)), operators.Rows(start, torch.From(Column(0), count)));
        for (var step = 1; step < steps; step++)
        {
            var (before, now) = (Column(step - 1), Column(step));
            var score = operators.Select(scores, 1, step);
            var alive = torch.From<byte>([.. lengths.Select(l => (byte)(step < l ? 1 : 0))], ScalarType.Bool, count);

            // [N, K, 1] + [K, K] + [N, 1, K], over the tag that was before.
            var next = operators.LogSumExp(operators.Add(operators.Add(operators.Unsqueeze(alpha, 2), transitions), operators.Unsqueeze(score, 1)), 1);
            alpha = operators.Where(operators.Unsqueeze(alive, 1), next, alpha);
            var moves = operators.Rows(operators.Reshape(transitions, kinds * kinds), torch.From([.. before.Select((b, i) => (b * kinds) + now[i])], count));
            path = operators.Where(alive, operators.Add(operators.Add(path, At(score, now)), moves), path);
        }

        long[] last = [.. Enumerable.Range(0, count).Select(i => tags[(i * steps) + lengths[i] - 1])];
        path = operators.Add(path, operators.Rows(end, torch.From(last, count)));
        return operators.Subtract(operators.LogSumExp(operators.Add(alpha, end), 1), path);
    }

    /// <summary>Adds the nodes that find the most probable tags (Viterbi 1967), the first of equals: int64 [N, L].</summary>
    /// <param name="name">What its weights are called.</param>
    /// <param name="scores">[N, L, K].</param>
    /// <param name="mask">Boolean [N, L]; tags behind a sequence's end have no meaning.</param>
    public static string Write(NetworkGraph graph, string name, string scores, string mask)
    {
        var builder = graph.Builder;
        var kinds = graph.ShapeOf($"{name}.start_transitions")[0];

        // A step more, so that there is one even where all sequences are empty.
        string One(string of, int from, int to) => graph.Node("Slice", [graph.Node("Shape", [of]), builder.Constant([(long)from], 1), builder.Constant([(long)to], 1)]);
        var (rows, length) = (One(mask, 0, 1), One(mask, 1, 2));
        var step = graph.Node("Expand", [builder.Constant([0f], 1, 1, 1), graph.Concat(0, rows, builder.Constant([1L, kinds], 2))]);
        var dead = graph.Node("Expand", [graph.Cast(builder.Constant([0L], 1, 1), ElementType.Bool), graph.Concat(0, rows, builder.Constant([1L], 1))]);
        var steps = graph.Transpose(graph.Concat(1, scores, step), 1, 0, 2);
        var alive = graph.Transpose(graph.Concat(1, mask, dead), 1, 0);
        var count = One(steps, 0, 1);
        var zero = builder.Constant([0L]);
        var places = graph.Node("Range", [zero, graph.Node("Squeeze", [count]), builder.Constant([1L])]);
        var first = graph.Node("Equal", [places, zero]);
        var begin = graph.Node("Expand", [builder.Constant([0f], 1, 1), graph.Concat(0, rows, builder.Constant([kinds], 1))]);
        var forward = builder.Node(
            OnnxDomain.Standard,
            "Scan",
            [begin, steps, alive, first],
            ["crf_best", "crf_pointers"],
            new OnnxAttribute.Body("body", Forward(graph, name, (int)kinds)),
            new OnnxAttribute.Int("num_scan_inputs", 3));
        var ends = graph.Node("ArgMax", [graph.Node("Add", [forward[0], graph.Weight($"{name}.end_transitions")])], new OnnxAttribute.Int("axis", 1), new OnnxAttribute.Int("keepdims", 0));
        var backward = builder.Node(
            OnnxDomain.Standard,
            "Scan",
            [ends, forward[1]],
            ["crf_first", "crf_tags"],
            new OnnxAttribute.Body("body", Backward((int)kinds)),
            new OnnxAttribute.Int("num_scan_inputs", 1),
            new OnnxAttribute.Ints("scan_input_directions", [1]),
            new OnnxAttribute.Ints("scan_output_directions", [1]));
        return graph.Node("Slice", [graph.Transpose(backward[1], 1, 0), builder.Constant([0L], 1), length, builder.Constant([1L], 1)]);
    }

    // The best score of a path to each tag, and the tag that it came from; a sequence that is over points at the tag itself.
    private static GraphBuilder Forward(NetworkGraph graph, string name, int kinds)
    {
        var body = new GraphBuilder("crf_forward_");
        var rows = new Dimension(null, "N");
        var before = body.Input("crf_forward_before", ElementType.Float, rows, kinds);
        var score = body.Input("crf_forward_score", ElementType.Float, rows, kinds);
        var alive = body.Input("crf_forward_alive", ElementType.Bool, rows);
        var first = body.Input("crf_forward_first", ElementType.Bool);
        var one = body.Constant([1L], 1);
        string Weight(string part) => body.Constant(graph.ValuesOf($"{name}.{part}"), graph.ShapeOf($"{name}.{part}"));

        var moves = body.Node("Add", [body.Node("Unsqueeze", [before, body.Constant([2L], 1)]), Weight("transitions")]);
        var best = body.Node("ReduceMax", [moves], new OnnxAttribute.Ints("axes", [1]), new OnnxAttribute.Int("keepdims", 0));
        var from = body.Node("ArgMax", [moves], new OnnxAttribute.Int("axis", 1), new OnnxAttribute.Int("keepdims", 0));
        var reached = body.Node("Add", [body.Node("Where", [first, Weight("start_transitions"), best]), score]);
        var goes = body.Node("Unsqueeze", [alive, one]);
        var next = body.Node("Where", [goes, reached, before]);
        long[] tags = [.. Enumerable.Range(0, kinds).Select(k => (long)k)];
        var pointers = body.Node("Where", [goes, from, body.Constant(tags, kinds)]);
        body.Rename(next, "crf_forward_next");
        body.Rename(pointers, "crf_forward_pointers");
        body.Output("crf_forward_next", ElementType.Float, rows, kinds);
        body.Output("crf_forward_pointers", ElementType.Int64, rows, kinds);
        return body;
    }

    // From the last step to the first: the tag of this step, then the one that it came from.
    private static GraphBuilder Backward(int kinds)
    {
        var body = new GraphBuilder("crf_backward_");
        var rows = new Dimension(null, "N");
        var tag = body.Input("crf_backward_tag", ElementType.Int64, rows);
        var pointers = body.Input("crf_backward_pointers", ElementType.Int64, rows, kinds);
        var one = body.Constant([1L], 1);
        var from = body.Node("Squeeze", [body.Node("GatherElements", [pointers, body.Node("Unsqueeze", [tag, one])], new OnnxAttribute.Int("axis", 1)), one]);
        body.Rename(from, "crf_backward_from");
        body.Rename(tag, "crf_backward_step");
        body.Output("crf_backward_from", ElementType.Int64, rows);
        body.Output("crf_backward_step", ElementType.Int64, rows);
        return body;
    }

    // [N, K] at one tag each: [N].
    private Tensor At(Tensor scores, long[] tags) => operators.Reshape(operators.Gather(scores, 1, torch.From(tags, tags.Length, 1)), tags.Length);
}
