using MathNet.Numerics.Distributions;

namespace Lepton.Evaluation.Statistics;

/// <summary>How many rows a one-sided test of a mean difference needs: (z_α + z_β)² σ² / gap².</summary>
public static class SampleSize
{
    /// <summary>The chance to see what is there that plans usually ask for.</summary>
    public const double Power = 0.8;

    /// <param name="deviation">Standard deviation of one row's difference.</param>
    /// <param name="gap">From the true difference to the limit.</param>
    /// <param name="tail">Chance of a wrong pass, such as 0.05.</param>
    public static double Rows(double deviation, double gap, double tail, double power = Power)
    {
        var z = Normal.InvCDF(0, 1, 1 - tail) + Normal.InvCDF(0, 1, power);
        return gap == 0 ? double.PositiveInfinity : z * z * deviation * deviation / (gap * gap);
    }

    /// <summary>Two significant digits, upwards: more would pretend to know.</summary>
    public static long RoundUp(double rows)
    {
        var digit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(rows)) - 1));
        return (long)(Math.Ceiling(rows / digit) * digit);
    }
}
