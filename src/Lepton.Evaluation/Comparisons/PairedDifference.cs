using Lepton.Evaluation.Statistics;

namespace Lepton.Evaluation.Comparisons;

/// <summary>How far a metric of two models differs on the same rows, with its interval at any level.</summary>
/// <param name="Of">The interval of candidate less reference; the chance left out on each side is given.</param>
/// <param name="Method">tango, mover, delong, mcnemar, bootstrap or none.</param>
/// <param name="Examples">Rows that the metric is about.</param>
/// <param name="LeastChance">What the method cannot tell from 0: of a bootstrap one in its resamples.</param>
/// <param name="Exact">The chance of so great a gain (or, given true, loss) where there is none, by an exact test; null where the interval tells.</param>
internal sealed record PairedDifference(string Metric, double Reference, double Candidate, Func<double, Interval> Of, string Method, long Examples, double LeastChance, Func<bool, double>? Exact = null)
{
    private const int Halvings = 40;

    public double Value => Candidate - Reference;

    /// <summary>The chance of what was seen where the true difference is at least a limit: the least level whose bound lies below it.</summary>
    public double ChanceAtLeast(double limit) => Chance(tail => Of(tail).High < limit);

    /// <summary>The chance of what was seen where the true difference is at most a limit.</summary>
    public double ChanceAtMost(double limit) => Chance(tail => Of(tail).Low > limit);

    private double Chance(Func<double, bool> excludes)
    {
        double low = 0, high = 1;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = excludes(middle) ? (low, middle) : (middle, high);
        }

        return Math.Max(high, LeastChance);
    }
}
