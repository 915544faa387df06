namespace Lepton.Evaluation.Metrics;

/// <summary>Expected calibration error (Guo et al. 2017): 15 equal-width bins (lower, upper] of the top label's probability.</summary>
internal sealed class CalibrationErrorMetric : Metric
{
    public const int Bins = 15;

    private readonly int[] bin;
    private readonly double[] gap;

    public CalibrationErrorMetric(double[] confidence, bool[] right)
    {
        bin = Array.ConvertAll(confidence, BinOf);
        gap = new double[confidence.Length];
        for (var i = 0; i < gap.Length; i++)
        {
            gap[i] = (right[i] ? 1 : 0) - confidence[i];
        }
    }

    public override double Compute(ReadOnlySpan<int> counts)
    {
        var sums = new double[Bins];
        var rows = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            sums[bin[i]] += counts[i] * gap[i];
            rows += counts[i];
        }

        return sums.Sum(Math.Abs) / rows;
    }

    internal static int BinOf(double confidence) => Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1);
}
