using Lepton.Evaluation.Gates;
using Lepton.Evaluation.Statistics;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Comparisons;

/// <summary>The verdicts of a model's comparing gates.</summary>
internal static class ComparisonVerdicts
{
    /// <summary>
    /// In the order of the gates. That all must pass needs no correction. That one of several slices is worse than allowed may be chance: such a
    /// failure stands only where it holds among all of them (Holm); else nothing can be told.
    /// </summary>
    public static IEnumerable<GateVerdict> Of(ModelSpec model, IReadOnlyList<Comparison> compared)
    {
        var judged = Gates(model).Select(g => (g.Gate, g.Index, Comparison: compared.First(c => c.Reference.Name == g.Gate.Against))).Select(g => (g.Gate, g.Index, Verdict: Judge(model, g.Gate, g.Index, g.Comparison, out var difference), Difference: difference)).ToList();
        var family = judged.Where(j => j.Gate.Slice is not null && j.Difference is not null).ToList();
        var chances = Holm.Adjust([.. family.Select(j => ComparisonGate.ChanceOfFailure(j.Gate, j.Difference!))]);
        foreach (var (gate, index, verdict, _) in judged)
        {
            var at = family.FindIndex(j => j.Index == index);
            yield return verdict.Verdict == Verdict.Fail && at >= 0 && chances[at] > 1 - model.Evaluation.Confidence
                ? verdict with { Verdict = Verdict.Inconclusive, Answer = gate.OnInconclusive ?? OnInconclusive.Fail, Message = $"{verdict.Message}; among {family.Count} slices that may be chance" }
                : verdict;
        }
    }

    private static IEnumerable<(GateSpec Gate, int Index)> Gates(ModelSpec model) => model.Gates.Select((g, i) => (Gate: g, Index: i)).Where(g => g.Gate.Against is not null);

    private static GateVerdict Judge(ModelSpec model, GateSpec gate, int index, Comparison comparison, out PairedDifference? difference)
    {
        difference = null;
        if (comparison.IsSame)
        {
            return gate.MinGain is null
                ? ComparisonGate.Make(gate, index, Verdict.Pass, OnInconclusive.Pass, "it is the same model")
                : ComparisonGate.Make(gate, index, Verdict.Fail, OnInconclusive.Fail, "it is the same model, and not better");
        }

        if (comparison.Obstacle is { } obstacle)
        {
            return comparison.Reference.IsFirst && gate.OnMissingBaseline == OnMissingBaseline.FirstRun
                ? ComparisonGate.Make(gate, index, Verdict.Pass, OnInconclusive.Pass, $"first run: {obstacle}")
                : ComparisonGate.Inconclusive(gate, index, $"cannot be judged: {obstacle}" + (comparison.Reference.IsFirst ? "; on-missing-baseline: first-run lets a first model pass" : string.Empty));
        }

        if (2 * comparison.Compared < comparison.Rows)
        {
            return ComparisonGate.Inconclusive(gate, index, $"cannot be judged: of {comparison.Rows} test rows {comparison.Seen} are known to the {comparison.Reference.Name} from its training{(comparison.Unmatched > 0 ? $" and {comparison.Unmatched} are not in its data" : string.Empty)}");
        }

        if (gate.Slice is { } slice && !comparison.Slices.ContainsKey(slice))
        {
            return ComparisonGate.Inconclusive(gate, index, $"cannot be judged: the {comparison.Reference.Name} knows all rows of the slice from its training");
        }

        difference = (gate.Slice is null ? comparison.All : comparison.Slices[gate.Slice])[gate.Metric!, gate.Method];
        return ComparisonGate.Judge(gate, index, difference, model.Evaluation.Confidence);
    }
}
