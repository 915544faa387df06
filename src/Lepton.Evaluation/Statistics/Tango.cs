using MathNet.Numerics.Distributions;

namespace Lepton.Evaluation.Statistics;

/// <summary>Score interval of the difference of two proportions of the same rows (Tango 1998, Statistics in Medicine 17:891).</summary>
public static class Tango
{
    // Differences are told apart to this.
    private const double Precision = 1e-12;

    /// <param name="gained">Rows that only the second counts.</param>
    /// <param name="lost">Rows that only the first counts.</param>
    /// <param name="n">All rows.</param>
    /// <param name="tail">Chance left out on each side.</param>
    /// <returns>Of the second proportion less the first; none where there are no rows.</returns>
    public static Interval Of(long gained, long lost, long n, double tail)
    {
        if (n == 0)
        {
            return Interval.None;
        }

        var z = Normal.InvCDF(0, 1, 1 - tail);
        var difference = (double)(gained - lost) / n;
        return new Interval(Math.Min(difference, Solve(gained, lost, n, z)), Math.Max(difference, Solve(gained, lost, n, -z)));
    }

    /// <summary>The score statistic of a hypothetical difference; standard normal where it is the true one. It falls as the difference grows.</summary>
    /// <param name="difference">In (-1,1).</param>
    public static double Score(long gained, long lost, long n, double difference)
    {
        // The likeliest share of lost rows, given the difference.
        double a = 2.0 * n;
        var b = -gained - lost + (((2.0 * n) - gained + lost) * difference);
        var c = -lost * difference * (1 - difference);
        var share = (Math.Sqrt(Math.Max(0, (b * b) - (4 * a * c))) - b) / (2 * a);
        var variance = n * ((2 * share) + (difference * (1 - difference)));
        var distance = gained - lost - (n * difference);
        return distance == 0 ? 0 : variance <= 0 ? Math.CopySign(double.PositiveInfinity, distance) : distance / Math.Sqrt(variance);
    }

    private static double Solve(long gained, long lost, long n, double score)
    {
        double low = -1, high = 1;
        while (high - low > Precision)
        {
            var middle = (low + high) / 2;
            (low, high) = Score(gained, lost, n, middle) > score ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
