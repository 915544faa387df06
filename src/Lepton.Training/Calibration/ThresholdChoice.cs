using Lepton.Evaluation.Metrics;
using Lepton.Specs.Models;

namespace Lepton.Training.Calibration;

/// <summary>Chooses the threshold that maximises a metric on the validation part.</summary>
internal static class ThresholdChoice
{
    /// <summary>The threshold: halfway between two neighbouring probabilities; of equal ones the nearest to 0.5.</summary>
    public static double Best(ThresholdMetric metric, double[] probabilities, bool[] positive)
    {
        var distinct = probabilities.Distinct().Order().ToArray();
        var best = (Threshold: 0.5, Value: double.NegativeInfinity);
        for (var i = 0; i < distinct.Length; i++)
        {
            var threshold = i == 0 ? distinct[0] / 2 : (distinct[i - 1] + distinct[i]) / 2;
            var value = Value(metric, probabilities, positive, threshold);
            if (value > best.Value || (value == best.Value && Math.Abs(threshold - 0.5) < Math.Abs(best.Threshold - 0.5)))
            {
                best = (threshold, value);
            }
        }

        return best.Threshold;
    }

    private static double Value(ThresholdMetric metric, double[] probabilities, bool[] positive, double threshold)
    {
        var cells = new long[4];
        for (var i = 0; i < positive.Length; i++)
        {
            cells[(positive[i] ? 2 : 0) + (probabilities[i] >= threshold ? 1 : 0)]++;
        }

        var confusion = new Confusion(cells, 2);
        return metric == ThresholdMetric.F1 ? confusion.F1(1) : confusion.BalancedAccuracy;
    }
}
