namespace Lepton.Evaluation.Metrics;

/// <summary>The mean of several metrics; NaN where one of them is not defined.</summary>
internal sealed class MacroMetric(IReadOnlyList<Metric> parts) : Metric
{
    public override double Compute(ReadOnlySpan<int> counts)
    {
        var sum = 0.0;
        foreach (var part in parts)
        {
            sum += part.Compute(counts);
        }

        return sum / parts.Count;
    }
}
