namespace Lepton.Evaluation.Metrics;

/// <summary>1 − Σ(y − ŷ)² / Σ(y − ȳ)²; NaN where the target does not vary.</summary>
internal sealed class R2Metric(double[] targets, double[] values) : Metric
{
    public override double Compute(ReadOnlySpan<int> counts)
    {
        var rows = 0L;
        var sum = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            rows += counts[i];
            sum += counts[i] * targets[i];
        }

        var mean = sum / rows;
        double residual = 0, total = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            residual += counts[i] * (targets[i] - values[i]) * (targets[i] - values[i]);
            total += counts[i] * (targets[i] - mean) * (targets[i] - mean);
        }

        return total == 0 ? double.NaN : 1 - (residual / total);
    }
}
