using MathNet.Numerics.Distributions;

namespace Lepton.Evaluation.Statistics;

/// <summary>
/// Percentile interval whose tails are those of Student's t (Hesterberg 2015, The American Statistician 69:371), with as many rows as carry the
/// difference: of two models that answer 114 rows and differ on eight, eight. A resample knows no difference that the sample has not; plain percentiles are
/// too narrow then.
/// </summary>
/// <param name="values">The statistic of each resample.</param>
/// <param name="left">The statistic with one of equal parts of the rows left out, for each part.</param>
public sealed class ExpandedPercentile(double[] values, IReadOnlyList<double> left)
{
    /// <summary>Parts that are left out in turn, at most.</summary>
    public const int MostParts = 200;

    // With fewer the series for the quantile does not hold.
    private const double LeastFreedom = 3;

    private readonly double carrying = Carrying(left);

    /// <param name="tail">Chance left out on each side.</param>
    /// <returns>None where more than one value in a hundred is not defined, or all are equal.</returns>
    public Interval Of(double tail) => Percentile.Of(values, Normal.CDF(0, 1, Student(Normal.InvCDF(0, 1, tail), Math.Max(LeastFreedom, carrying - 1))));

    // The quantile of Student's t by that of the normal distribution (Abramowitz and Stegun 1964, 26.7.5).
    private static double Student(double z, double freedom)
    {
        var square = z * z;
        return double.IsInfinity(z) ? z : z * (1 + ((square + 1) / (4 * freedom)) + ((((5 * square) + 16) * square) + 3) / (96 * freedom * freedom));
    }

    // Of parts that all count alike their number; of a few among many that do nothing, how many these few are (Kish's effective number, of squares).
    private static double Carrying(IReadOnlyList<double> left)
    {
        var known = left.Where(v => !double.IsNaN(v)).ToList();
        if (known.Count < 2)
        {
            return known.Count;
        }

        var mean = known.Average();
        var squares = known.Sum(v => (v - mean) * (v - mean));
        return squares == 0 ? 0 : squares * squares / known.Sum(v => Math.Pow(v - mean, 4));
    }
}
