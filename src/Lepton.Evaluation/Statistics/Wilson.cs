using MathNet.Numerics.Distributions;

namespace Lepton.Evaluation.Statistics;

/// <summary>Score interval of a proportion (Wilson 1927, J. Am. Stat. Assoc. 22:209).</summary>
public static class Wilson
{
    /// <param name="tail">Chance left out on each side, such as 0.05.</param>
    public static Interval Of(double proportion, long n, double tail)
    {
        if (n == 0)
        {
            return Interval.None;
        }

        var z = Normal.InvCDF(0, 1, 1 - tail);
        var z2 = z * z / n;
        var centre = (proportion + (z2 / 2)) / (1 + z2);
        var half = z / (1 + z2) * Math.Sqrt((proportion * (1 - proportion) / n) + (z2 / (4 * n)));
        return new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
