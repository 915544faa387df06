namespace Lepton.Training.Torch.Network.Objectives;

/// <summary>The hidden tokens, by the cross-entropy of all of a step; rows' weights count nothing here.</summary>
internal sealed class LanguageObjective(NetworkParts parts) : Objective(parts)
{
    /// <param name="answer">[hidden tokens, tokens that there are].</param>
    public override Tensor Loss(Tensor answer, BatchRows rows)
    {
        long[] hidden = [.. rows.Hidden.Select(at => rows.Labels[at])];
        return hidden.Length == 0
            ? Parts.Sequences.Scale(Parts.Operators.Sum(answer), 0)
            : Parts.Operators.CrossEntropy(answer, Parts.Torch.From(hidden, hidden.Length), null, 0);
    }

    public override double Mass(BatchRows rows) => rows.Hidden.Length;

    public override double Measure(string metric, PartRows rows, NetworkScoring scoring, CancellationToken cancellation)
    {
        var scores = scoring.Answers(rows, cancellation);
        double Sum(int part) => Enumerable.Range(0, rows.Count).Sum(row => (double)scores[(3 * row) + part]);
        return metric == "perplexity" ? Math.Exp(Sum(0) / Sum(2)) : Sum(1) / Sum(2);
    }
}
