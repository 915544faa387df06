namespace Lepton.Evaluation.Metrics;

/// <summary>The median of one value a row; between two middle rows, their mean.</summary>
internal sealed class MedianMetric : Metric
{
    private readonly int[] order;
    private readonly double[] values;

    public MedianMetric(double[] values)
    {
        this.values = values;
        order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort((double[])values.Clone(), order);
    }

    public override double Compute(ReadOnlySpan<int> counts)
    {
        var rows = 0L;
        foreach (var count in counts)
        {
            rows += count;
        }

        return (At(counts, (rows - 1) / 2) + At(counts, rows / 2)) / 2;
    }

    private double At(ReadOnlySpan<int> counts, long rank)
    {
        foreach (var row in order)
        {
            rank -= counts[row];
            if (rank < 0)
            {
                return values[row];
            }
        }

        return double.NaN;
    }
}
