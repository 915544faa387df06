using Lepton.Evaluation.Gates;
using Lepton.Evaluation.Statistics;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Comparisons;

/// <summary>
/// Judges a difference: with a margin the candidate must not be worse by more than it, with a least gain it must be better by at least
/// that. Pass when the one-sided bound on the bad side clears the limit, fail when the one on the good side misses it, else there are not enough data to tell.
/// </summary>
internal static class ComparisonGate
{
    public static GateVerdict Judge(GateSpec gate, int index, PairedDifference difference, double confidence)
    {
        var e = PairedEstimate.Of(difference, confidence);
        var limit = Limit(gate);
        var sure = $"with {confidence * 100:0.##} % confidence";
        var values = $"({MetricGate.Show(e.Reference)} → {MetricGate.Show(e.Candidate)})";
        if (e.Examples < gate.MinExamples)
        {
            return Make(gate, index, Verdict.Inconclusive, gate.OnInconclusive ?? OnInconclusive.Warn, $"cannot be judged: {e.Examples} examples, at least {gate.MinExamples} are asked for");
        }

        if (double.IsNaN(e.Difference) || double.IsNaN(e.GainBounds.Low) || double.IsNaN(e.GainBounds.High))
        {
            return Inconclusive(gate, index, double.IsNaN(e.Difference) ? "is not defined for these rows" : $"cannot be judged {values}: nothing says how sure the difference is, since one of the two does not vary over these rows");
        }

        var (low, high) = (e.GainBounds.Low, e.GainBounds.High);
        if (IsPassed(gate, e, confidence))
        {
            return Make(gate, index, Verdict.Pass, OnInconclusive.Pass, (low > 0
                ? $"at least {Amount.Compared(e.Metric, low)} {sure} "
                : $"{Amount.Compared(e.Metric, e.Gain)}, at most {Amount.Of(e.Metric, low)} worse {sure} ") + values);
        }

        if (gate.Method == GateMethod.Mcnemar ? e.Worse <= 1 - confidence : high < limit)
        {
            return Make(gate, index, Verdict.Fail, OnInconclusive.Fail, (high < 0
                ? $"at least {Amount.Compared(e.Metric, high)} {sure} {values}"
                : $"at most {Amount.Compared(e.Metric, high)} {sure} {values}") + $"; {Asked(gate, e.Metric)}");
        }

        return Inconclusive(gate, index, $"cannot tell with {e.Examples} rows: {Amount.Compared(e.Metric, e.Gain)} {values}, at most {Amount.Compared(e.Metric, Math.Min(low, 0))} {sure}, {Asked(gate, e.Metric)}{Needed(e, limit, 1 - confidence)}");
    }

    /// <summary>The chance of what was seen where the candidate is as good as it must be.</summary>
    public static double ChanceOfFailure(GateSpec gate, PairedDifference difference)
    {
        var limit = Limit(gate);
        return Specs.Metrics.MetricCatalog.Get(difference.Metric).HigherIsBetter ? difference.ChanceAtLeast(limit) : difference.ChanceAtMost(-limit);
    }

    /// <summary>A verdict without figures.</summary>
    public static GateVerdict Inconclusive(GateSpec gate, int index, string message) => Make(gate, index, Verdict.Inconclusive, gate.OnInconclusive ?? OnInconclusive.Fail, message);

    public static GateVerdict Make(GateSpec gate, int index, Verdict verdict, OnInconclusive answer, string message) =>
        new(index, gate.Title, gate.Margin is null ? "min-gain" : "margin", verdict, answer, $"{gate.Title}: {message}");

    private static double Limit(GateSpec gate) => gate.Margin is { } margin ? -margin : gate.MinGain!.Value;

    private static bool IsPassed(GateSpec gate, PairedEstimate e, double confidence) =>
        gate.Method == GateMethod.Mcnemar ? e.Better <= 1 - confidence
        : gate.MinGain == 0 ? e.GainBounds.Low > 0
        : e.GainBounds.Low >= Limit(gate);

    private static string Asked(GateSpec gate, string metric) =>
        gate.Margin is { } margin ? $"{Amount.Of(metric, margin)} worse are allowed"
        : gate.MinGain == 0 ? "it must be better"
        : $"it must be {Amount.Of(metric, gate.MinGain!.Value)} better";

    // How many rows would show what was measured here, with a power of 0.8.
    private static string Needed(PairedEstimate e, double limit, double tail)
    {
        var z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - tail);
        var deviation = (e.GainBounds.High - e.GainBounds.Low) / (2 * z) * Math.Sqrt(e.Examples);
        var rows = SampleSize.Rows(deviation, Math.Abs(e.Gain - limit), tail);
        return rows > 1e8 ? "; it stands at the limit, no number of rows would tell" : $"; about {Math.Max(SampleSize.RoundUp(rows), e.Examples + 1):N0} rows would tell";
    }
}
