using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Training.Torch.Network.Families;

namespace Lepton.Training.Torch.Network.Objectives;

/// <summary>A tag for each token, by a conditional random field.</summary>
internal sealed class TagObjective(NetworkParts parts, NetworkModule network, IReadOnlyList<string> tags) : Objective(parts)
{
    /// <param name="answer">[rows, L, tags].</param>
    public override Tensor Loss(Tensor answer, BatchRows rows)
    {
        var (operators, steps) = (Parts.Operators, (int)answer.Size(1));
        if (steps == 0)
        {
            return Parts.Sequences.Scale(operators.Sum(answer), 0);
        }

        // A row without tokens has nothing to learn from.
        var weights = Shares(rows, 1, i => i);
        var lengths = new long[rows.Count];
        var labels = new long[rows.Count * steps];
        for (var row = 0; row < rows.Count; row++)
        {
            lengths[row] = Math.Max(1, rows.Lengths[row] - 1);
            weights[row] = rows.Lengths[row] > 1 ? weights[row] : 0;
            rows.Labels.AsSpan((row * rows.Longest) + 1, steps).CopyTo(labels.AsSpan(row * steps));
        }

        return operators.Sum(operators.Multiply(network.Tagging!.Losses(answer, labels, lengths), Parts.Torch.From(weights, weights.Length)));
    }

    public override double Measure(string metric, PartRows rows, NetworkScoring scoring, CancellationToken cancellation)
    {
        var answers = scoring.Answers(rows, cancellation);
        var values = network.Values();
        var decoder = TaggingFamily.Decoder(name => values[name]);
        var (truth, predicted) = (new string[rows.Count][], new string[rows.Count][]);
        var at = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            var length = rows.LengthOf(row) - 1;
            truth[row] = [.. rows.LabelsOf(row)[1..].ToArray().Select(l => tags[l])];
            predicted[row] = [.. decoder.Decode(answers.AsSpan(at, length * tags.Count)).Select(t => tags[t])];
            at += length * tags.Count;
        }

        var ones = Enumerable.Repeat(1, rows.Count).ToArray();
        return MetricFactory.Create(metric, new TagAnswers(truth, predicted), ValidationMetric.Evaluation, _ => { }).Compute(ones);
    }
}
