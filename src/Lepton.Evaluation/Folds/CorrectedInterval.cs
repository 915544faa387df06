using Lepton.Evaluation.Statistics;
using MathNet.Numerics.Distributions;

namespace Lepton.Evaluation.Folds;

/// <summary>
/// The interval of a mean over folds. Models of a cross-validation share most of what they learnt from, so their results vary less than those of models of other data would: the
/// variance is s² (1/J + test/train), with J-1 degrees of freedom (Nadeau and Bengio 2003, "Inference for the Generalization Error", corrected resampled t-test).
/// </summary>
public static class CorrectedInterval
{
    // Equal values differ from their mean by rounding.
    private const double Rounding = 1e-12;

    /// <param name="values">One a fold, at least 2.</param>
    /// <param name="ratio">Rows that a fold is judged on, divided by those that its model learnt from; where folds differ, their mean.</param>
    /// <param name="tail">The chance of being outside on each side, in (0, 0.5).</param>
    /// <returns>NaN where nothing varies.</returns>
    public static Interval Of(IReadOnlyList<double> values, double ratio, double tail)
    {
        var mean = values.Average();
        var variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
        if (!(Math.Sqrt(variance) > Rounding * values.Max(Math.Abs)))
        {
            return Interval.None;
        }

        var half = StudentT.InvCDF(0, 1, values.Count - 1, 1 - tail) * Math.Sqrt(variance * ((1.0 / values.Count) + ratio));
        return new Interval(mean - half, mean + half);
    }
}
