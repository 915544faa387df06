using Lepton.Evaluation.Metrics;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Network.Decoding;
using Lepton.Training.Torch.Network.Families;

namespace Lepton.Training.Torch.Network.Objectives;

/// <summary>Each token of a text by those before it (teacher forcing): the cross-entropy over all tokens of a step, each counted by its row's weight.</summary>
internal sealed class WritingObjective(NetworkParts parts, WritingNetwork network, NetworkShape shape) : Objective(parts)
{
    private readonly double labelSmoothing = shape.Set.Number("label-smoothing");

    /// <param name="answer">[tokens, tokens that there are].</param>
    public override Tensor Loss(Tensor answer, BatchRows rows)
    {
        var (operators, torch) = (Parts.Operators, Parts.Torch);
        long[] tokens = [.. rows.Answers.SelectMany(a => a)];
        var total = Mass(rows);
        float[] shares = [.. rows.Answers.SelectMany((a, row) => Enumerable.Repeat(total > 0 ? (float)(rows.Weights[row] / total) : 0, a.Length))];
        var losses = operators.CrossEntropies(answer, torch.From(tokens, tokens.Length), labelSmoothing);
        return operators.Sum(operators.Multiply(losses, torch.From(shares, shares.Length)));
    }

    public override double Mass(BatchRows rows) => rows.Answers.Select((a, row) => a.Length * rows.Weights[row]).Sum();

    public override double Measure(string metric, PartRows rows, NetworkScoring scoring, CancellationToken cancellation)
    {
        if (metric == "perplexity")
        {
            return Perplexity(rows, cancellation);
        }

        // Of tokens, each taken for a word: the texts themselves are not known here.
        var written = new AnswerWriting(Parts, network, shape).Write(rows, [.. Enumerable.Range(0, rows.Count)], cancellation);
        var ones = Enumerable.Repeat(1, rows.Count).ToArray();
        var answers = new Evaluation.Scoring.TextAnswers([.. Enumerable.Range(0, rows.Count).Select(row => Text(rows.AnswerOf(row)))], [.. written.Select(w => Text(w.Tokens))]);
        return MetricFactory.Create(metric, answers, ValidationMetric.Evaluation, _ => { }).Compute(ones);
    }

    private static string Text(ReadOnlySpan<int> tokens) => string.Join(' ', tokens.ToArray().Where(t => t != TextTokens.End));

    private double Perplexity(PartRows rows, CancellationToken cancellation)
    {
        var (sum, count) = (0.0, 0L);
        TorchSession.WithoutGradients(() =>
        {
            foreach (var batch in new BatchReader(rows, _ => { }).Read(NetworkScoring.PlanOf(rows, shape, [.. Enumerable.Range(0, rows.Count)]), _ => 0, cancellation))
            {
                using var scope = Parts.Torch.Scope();
                long[] tokens = [.. batch.Answers.SelectMany(a => a)];
                var losses = Parts.Operators.CrossEntropies(network.Forward(Batch.Of(Parts.Torch, batch), training: false), Parts.Torch.From(tokens, tokens.Length), 0);
                sum += losses.ToArray<float>().Sum(l => (double)l);
                count += tokens.Length;
            }
        });
        return Math.Exp(sum / count);
    }
}
