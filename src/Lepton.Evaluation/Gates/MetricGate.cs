using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Statistics;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Gates;

/// <summary>
/// Judges a metric against a limit: pass when the bound on the good side clears it, fail when the bound on the other side
/// misses it, else there are not enough data to tell.
/// </summary>
public static class MetricGate
{
    /// <summary>One verdict a limit that the gate has.</summary>
    public static IEnumerable<GateVerdict> Judge(GateSpec gate, int index, MetricEstimate estimate, double confidence)
    {
        if (gate.Min is { } min)
        {
            yield return Limit(gate, index, "min", estimate, min, confidence, atLeast: true);
        }

        if (gate.Max is { } max)
        {
            yield return Limit(gate, index, "max", estimate, max, confidence, atLeast: false);
        }
    }

    private static GateVerdict Limit(GateSpec gate, int index, string key, MetricEstimate e, double limit, double confidence, bool atLeast)
    {
        var sure = $"with {confidence * 100:0.##} % confidence";
        var word = atLeast ? "below" : "above";
        if (IsShort(gate, e))
        {
            return Make(gate, index, key, Verdict.Inconclusive, gate.OnInconclusive ?? OnInconclusive.Warn,
                $"{gate.Title} cannot be judged: {e.Examples} examples, at least {gate.MinExamples} are asked for");
        }

        if (double.IsNaN(e.Value) || double.IsNaN(e.OneSided.Low))
        {
            return Make(gate, index, key, Verdict.Inconclusive, gate.OnInconclusive ?? OnInconclusive.Fail,
                double.IsNaN(e.Value) ? $"{gate.Title} is not defined for these rows" : $"{gate.Title} is {Show(e.Value)}, and nothing says how sure that is: it does not vary over these rows");
        }

        var good = atLeast ? e.OneSided.Low : e.OneSided.High;
        var bad = atLeast ? e.OneSided.High : e.OneSided.Low;
        if (atLeast ? good >= limit : good <= limit)
        {
            return Make(gate, index, key, Verdict.Pass, OnInconclusive.Pass,
                $"{gate.Title} is {Show(e.Value)}, {(atLeast ? "at least" : "at most")} {Show(good)} {sure}");
        }

        return (atLeast ? bad < limit : bad > limit)
            ? Make(gate, index, key, Verdict.Fail, OnInconclusive.Fail,
                $"{gate.Title} is {word} {Show(limit)}: measured {Show(e.Value)}, {(atLeast ? "at most" : "at least")} {Show(bad)} {sure}")
            : Make(gate, index, key, Verdict.Inconclusive, gate.OnInconclusive ?? OnInconclusive.Fail,
                $"{gate.Title} may be {word} {Show(limit)}: measured {Show(e.Value)}, {(atLeast ? "at least" : "at most")} {Show(good)} {sure}{Rows(e, limit, good)}");

        static bool IsShort(GateSpec gate, MetricEstimate e) => e.Examples < gate.MinExamples;
    }

    // Bounds shrink with the root of the number of rows: how many would bring this bound to the limit.
    private static string Rows(MetricEstimate e, double limit, double bound)
    {
        var gap = Math.Abs(e.Value - limit);
        var half = Math.Abs(e.Value - bound);
        var rows = gap == 0 ? double.PositiveInfinity : e.Examples * (half / gap) * (half / gap);
        return rows > 1e8 ? "; the value stands at the limit, no number of rows would tell" : $"; about {SampleSize.RoundUp(rows)} rows would tell, there are {e.Examples}";
    }

    internal static string Show(double value) => Math.Abs(value) is >= 1000 or 0 ? value.ToString("0.#") : value.ToString("G4");

    private static GateVerdict Make(GateSpec gate, int index, string key, Verdict verdict, OnInconclusive answer, string message) =>
        new(index, gate.Title, key, verdict, answer, message);
}
