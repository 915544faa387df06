namespace Lepton.Evaluation.Metrics;

/// <summary>Σ numerator / Σ denominator over rows; NaN where the latter is 0.</summary>
internal sealed class RatioMetric(double[] numerators, double[] denominators) : Metric
{
    public override (double[] Numerators, double[]? Denominators)? Shares => (numerators, denominators);

    public override double Compute(ReadOnlySpan<int> counts)
    {
        double above = 0, below = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            above += counts[i] * numerators[i];
            below += counts[i] * denominators[i];
        }

        return below == 0 ? double.NaN : above / below;
    }
}
