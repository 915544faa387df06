using Lepton.Evaluation.Statistics;
using MathNet.Numerics.Distributions;

namespace Lepton.Training.Search;

/// <summary>
/// A density over one dimension, made of what was observed: of numbers a mixture of normal distributions that end where the dimension ends, one at each observation, as wide as
/// the way to its farther neighbour, and a wide one over all as prior; of choices a mixture of mostly-this-one distributions and the even one
/// (Bergstra et al. 2011, "Algorithms for Hyper-Parameter Optimization", section 4; the details are those of Optuna's univariate default).
/// </summary>
internal sealed class ParzenEstimator
{
    // Beyond so many observations the oldest count less and less.
    private const int Fresh = 25;
    private const double PriorWeight = 1;

    private readonly Dimension dimension;
    private readonly double[] weights;
    private readonly double[] centres;
    private readonly double[] widths;
    private readonly double[][] shares;
    private readonly double low;
    private readonly double high;

    /// <param name="observed">Values in the order in which they were tried.</param>
    public ParzenEstimator(Dimension dimension, IReadOnlyList<double> observed)
    {
        this.dimension = dimension;
        weights = Weights(observed.Count);
        (low, high) = dimension.Line;
        if (dimension.Kind == DimensionKind.Choice)
        {
            (centres, widths) = ([], []);
            shares = [.. observed.Select(o => Share((int)o, observed.Count + 1)), Share(null, observed.Count + 1)];
        }
        else
        {
            shares = [];
            centres = [.. observed.Select(dimension.ToLine), (low + high) / 2];
            widths = Widths(centres, low, high);
        }
    }

    /// <summary>Draws a value.</summary>
    public double Sample(ref SplitMix64 random)
    {
        var kernel = Pick(weights, random.NextDouble());
        var draw = random.NextDouble();
        if (dimension.Kind == DimensionKind.Choice)
        {
            return Pick(shares[kernel], draw);
        }

        var (from, to) = (Cumulative(low, kernel), Cumulative(high, kernel));
        return dimension.FromLine(Math.Clamp(Normal.InvCDF(centres[kernel], widths[kernel], Math.Clamp(from + (draw * (to - from)), 1e-300, 1 - 1e-16)), low, high));
    }

    /// <summary>The log of the density at a value; of whole numbers and choices, of the probability.</summary>
    public double LogDensity(double value)
    {
        var sum = 0.0;
        for (var k = 0; k < weights.Length; k++)
        {
            sum += weights[k] * Density(value, k);
        }

        return Math.Log(Math.Max(sum, 1e-300));
    }

    private double Density(double value, int kernel)
    {
        if (dimension.Kind == DimensionKind.Choice)
        {
            return shares[kernel][(int)value];
        }

        var whole = Cumulative(high, kernel) - Cumulative(low, kernel);
        return dimension.Kind == DimensionKind.Integer
            ? (Cumulative(dimension.ToLine(value + 0.5), kernel) - Cumulative(dimension.ToLine(value - 0.5), kernel)) / whole
            : Normal.PDF(centres[kernel], widths[kernel], dimension.ToLine(value)) / whole;
    }

    private double Cumulative(double place, int kernel) => Normal.CDF(centres[kernel], widths[kernel], place);

    private double[] Share(int? own, int kernels)
    {
        var share = new double[dimension.Count];
        Array.Fill(share, PriorWeight / kernels);
        if (own is { } index)
        {
            share[index]++;
        }

        var all = share.Sum();
        return Array.ConvertAll(share, s => s / all);
    }

    // The last kernel is the prior, as wide as the whole.
    private static double[] Widths(double[] centres, double low, double high)
    {
        var widths = new double[centres.Length];
        var order = Enumerable.Range(0, centres.Length).OrderBy(i => centres[i]).ThenBy(i => i).ToArray();
        for (var r = 0; r < order.Length; r++)
        {
            var left = r == 0 ? low : centres[order[r - 1]];
            var right = r == order.Length - 1 ? high : centres[order[r + 1]];
            var own = centres[order[r]];
            widths[order[r]] = order.Length < 2 ? Math.Max(own - left, right - own)
                : r == 0 ? right - own
                : r == order.Length - 1 ? own - left
                : Math.Max(own - left, right - own);
        }

        // Never so narrow that a kernel stands for one point alone.
        var least = (high - low) / Math.Min(100.0, 1.0 + centres.Length);
        for (var i = 0; i < widths.Length - 1; i++)
        {
            widths[i] = Math.Clamp(widths[i], least, high - low);
        }

        widths[^1] = high - low;
        return widths;
    }

    private static double[] Weights(int count)
    {
        var weights = new double[count + 1];
        for (var i = 0; i < count; i++)
        {
            var old = count - Fresh;
            weights[i] = i >= old ? 1 : old == 1 ? 1.0 / count : (1.0 / count) + ((1 - (1.0 / count)) * i / (old - 1));
        }

        weights[count] = PriorWeight;
        var all = weights.Sum();
        return Array.ConvertAll(weights, w => w / all);
    }

    private static int Pick(double[] shares, double draw)
    {
        var sum = 0.0;
        for (var i = 0; i < shares.Length; i++)
        {
            sum += shares[i];
            if (draw < sum)
            {
                return i;
            }
        }

        return shares.Length - 1;
    }
}
