namespace Lepton.Evaluation.Metrics;

/// <summary>The mean of one value a row, or its root.</summary>
internal sealed class MeanMetric(double[] values, bool root = false) : Metric
{
    public override (double[] Numerators, double[]? Denominators)? Shares => root ? null : (values, null);

    public override double Compute(ReadOnlySpan<int> counts)
    {
        var sum = 0.0;
        var rows = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            sum += counts[i] * values[i];
            rows += counts[i];
        }

        return root ? Math.Sqrt(sum / rows) : sum / rows;
    }
}
