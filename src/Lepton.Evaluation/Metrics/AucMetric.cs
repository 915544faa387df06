namespace Lepton.Evaluation.Metrics;

/// <summary>Area under the ROC curve: the chance that a positive row scores above a negative one, ties half.</summary>
internal sealed class AucMetric : Metric
{
    private readonly int[] order;
    private readonly bool[] positive;
    private readonly bool[] tiedWithNext;

    public AucMetric(double[] scores, bool[] positive)
    {
        order = [.. Enumerable.Range(0, scores.Length)];
        var keys = (double[])scores.Clone();
        Array.Sort(keys, order);
        this.positive = Array.ConvertAll(order, i => positive[i]);
        tiedWithNext = new bool[scores.Length];
        for (var i = 0; i + 1 < keys.Length; i++)
        {
            tiedWithNext[i] = keys[i] == keys[i + 1];
        }
    }

    public override double Compute(ReadOnlySpan<int> counts)
    {
        long negatives = 0, positives = 0, tiedNegatives = 0, tiedPositives = 0;
        var wins = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            var count = counts[order[i]];
            if (positive[i])
            {
                tiedPositives += count;
            }
            else
            {
                tiedNegatives += count;
            }

            if (!tiedWithNext[i])
            {
                wins += tiedPositives * (negatives + (0.5 * tiedNegatives));
                positives += tiedPositives;
                negatives += tiedNegatives;
                tiedPositives = 0;
                tiedNegatives = 0;
            }
        }

        return positives == 0 || negatives == 0 ? double.NaN : wins / ((double)positives * negatives);
    }
}
