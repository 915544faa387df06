namespace Lepton.Training.Torch.Modules;

/// <summary>
/// A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001): start [K], end [K] and transitions [K, K], from the
/// row's tag to the column's, beside scores of each step's tags.
/// </summary>
internal sealed class ConditionalRandomField : Module
{
    private readonly TorchSession torch;
    private readonly SequenceOperators operators;
    private readonly Operators simple;
    private readonly Tensor start;
    private readonly Tensor end;
    private readonly Tensor transitions;

    public ConditionalRandomField(TorchSession torch, Operators simple, SequenceOperators operators, Initializer initializer, int tags)
    {
        this.torch = torch;
        this.operators = operators;
        this.simple = simple;
        start = Register("start_transitions", torch.From(initializer.Uniform("start_transitions", tags, 0.1), tags));
        end = Register("end_transitions", torch.From(initializer.Uniform("end_transitions", tags, 0.1), tags));
        transitions = Register("transitions", torch.From(initializer.Uniform("transitions", tags * tags, 0.1), tags, tags));
    }

    /// <summary>The sum over sequences of −log p(tags).</summary>
    /// <param name="scores">[N, L, K].</param>
    /// <param name="tags">[N, L].</param>
    /// <param name="lengths">Steps of each sequence, at least 1.</param>
    public Tensor Loss(Tensor scores, long[,] tags, long[] lengths)
    {
        var (count, steps, kinds) = (lengths.Length, (int)scores.Size(1), scores.Size(2));
        var alpha = operators.Add(operators.Select(scores, 1, 0), start);
        var path = operators.Add(At(operators.Select(scores, 1, 0), Column(tags, 0)), operators.Rows(start, torch.From(Column(tags, 0), count)));
        for (var step = 1; step < steps; step++)
        {
            var (before, now) = (Column(tags, step - 1), Column(tags, step));
            var score = operators.Select(scores, 1, step);
            var alive = torch.From<byte>([.. lengths.Select(l => (byte)(step < l ? 1 : 0))], ScalarType.Bool, count);

            // [N, K, 1] + [K, K] + [N, 1, K], over the tag that was before.
            var next = operators.LogSumExp(operators.Add(operators.Add(operators.Unsqueeze(alpha, 2), transitions), operators.Unsqueeze(score, 1)), 1);
            alpha = operators.Where(operators.Unsqueeze(alive, 1), next, alpha);
            var moves = operators.Rows(operators.Reshape(transitions, kinds * kinds), torch.From([.. before.Select((b, i) => (b * kinds) + now[i])], count));
            path = operators.Where(alive, operators.Add(operators.Add(path, At(score, now)), moves), path);
        }

        long[] last = [.. Enumerable.Range(0, count).Select(i => tags[i, lengths[i] - 1])];
        path = operators.Add(path, operators.Rows(end, torch.From(last, count)));
        return simple.Sum(operators.Subtract(operators.LogSumExp(operators.Add(alpha, end), 1), path));
    }

    // [N, K] at one tag each: [N].
    private Tensor At(Tensor scores, long[] tags) => operators.Reshape(operators.Gather(scores, 1, torch.From(tags, tags.Length, 1)), tags.Length);

    private static long[] Column(long[,] tags, int step) => [.. Enumerable.Range(0, tags.GetLength(0)).Select(i => tags[i, step])];
}
