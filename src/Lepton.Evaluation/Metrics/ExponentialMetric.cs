namespace Lepton.Evaluation.Metrics;

/// <summary>e to another metric.</summary>
internal sealed class ExponentialMetric(Metric exponent) : Metric
{
    public override double Compute(ReadOnlySpan<int> counts) => Math.Exp(exponent.Compute(counts));
}
