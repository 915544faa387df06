namespace Lepton.Evaluation.Metrics;

/// <summary>Σ (R_n − R_{n−1}) P_n over the distinct scores from the highest down, as scikit-learn's average_precision_score.</summary>
internal sealed class AveragePrecisionMetric : Metric
{
    private readonly int[] order;
    private readonly double[] scores;
    private readonly bool[] positive;

    public AveragePrecisionMetric(double[] scores, bool[] positive)
    {
        order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ThenBy(i => i)];
        this.scores = scores;
        this.positive = positive;
    }

    public override double Compute(ReadOnlySpan<int> counts)
    {
        long rows = 0, hits = 0, newHits = 0;
        var sum = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            var row = order[i];
            rows += counts[row];
            newHits += positive[row] ? counts[row] : 0;
            if (i + 1 == order.Length || scores[order[i + 1]] != scores[row])
            {
                hits += newHits;
                sum += newHits == 0 ? 0 : newHits * ((double)hits / rows);
                newHits = 0;
            }
        }

        return hits == 0 ? double.NaN : sum / hits;
    }
}
