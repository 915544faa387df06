using System.Text.Json.Nodes;
using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Gates;
using Lepton.Specs.Models;

namespace Lepton.GitOps.Report;

/// <summary>A model in a report.</summary>
/// <param name="Metric">The one that its row shows.</param>
/// <param name="Confidence">Of the intervals, between 0 and 1.</param>
/// <param name="Gates">How many its spec has; a model that was not judged has no verdicts.</param>
/// <param name="Reasons">Why the change touches it, in words.</param>
/// <param name="Failure">What kept it from being judged, or null.</param>
/// <param name="Verdicts">Of all its gates, in the order of the spec.</param>
/// <param name="Metrics">By themselves, over all test rows.</param>
/// <param name="Folds">What cross-validation says, or null.</param>
/// <param name="Seeds">What other seeds say, or null.</param>
/// <param name="Comparisons">With other models.</param>
/// <param name="Origins">Where what it is compared with stands, by name, such as <c>main at 1a2b3c4</c>.</param>
/// <param name="Curves">What the step compare drew, by the name of the reference; null where nothing was drawn.</param>
/// <param name="Rows">Rows in each part, by the part's name.</param>
/// <param name="Steps">Kind, seconds and whether it was reused, of each step.</param>
/// <param name="Artifact">Digest and size of its file, or null.</param>
/// <param name="TestSetUses">How many different models are known to have been judged on its test rows; a lower bound.</param>
public sealed record ReportedModel(
    string Name,
    string? Description,
    string Metric,
    double Confidence,
    int Gates,
    IReadOnlyList<string> Reasons,
    string? Failure,
    IReadOnlyList<GateVerdict> Verdicts,
    IReadOnlyDictionary<string, MetricEstimate> Metrics,
    ReportedFolds? Folds,
    ReportedSeeds? Seeds,
    IReadOnlyList<ComparisonResult> Comparisons,
    IReadOnlyDictionary<string, string> Origins,
    JsonObject? Curves,
    IReadOnlyDictionary<string, long> Rows,
    IReadOnlyList<ReportedStep> Steps,
    (string Digest, long Size)? Artifact,
    int TestSetUses)
{
    /// <summary>With more different models than these judged on the same rows, the best of them owes part of its lead to chance: of 14 that are no better, one passes at 5 % more often than not.</summary>
    public const int WornOut = 14;

    /// <summary>What a gate, or the lack of a result, says in all.</summary>
    public ReportVerdict Verdict =>
        Failure is not null ? ReportVerdict.Failed
        : Verdicts.Any(v => v.Blocks) ? ReportVerdict.Blocked
        : Verdicts.Any(v => v.Verdict == Evaluation.Gates.Verdict.Inconclusive && v.Answer != OnInconclusive.Pass) ? ReportVerdict.Warned
        : ReportVerdict.Passed;

    /// <summary>The comparison with the base branch, or null.</summary>
    public ComparisonResult? Baseline => Comparisons.FirstOrDefault(c => c.Name == "baseline");

    /// <summary>The metric that a model's row shows: that of the gate that decides, else the first one.</summary>
    public static string MetricOf(ModelSpec model, IReadOnlyList<GateVerdict> verdicts)
    {
        var gates = verdicts.Where(v => model.Gates[v.Index] is { Metric: not null, Slice: null }).OrderByDescending(v => v.Blocks).ThenByDescending(v => model.Gates[v.Index].Against is not null).ToList();
        return gates.Count > 0 ? model.Gates[gates[0].Index].Metric! : model.Evaluation.Metrics[0];
    }
}
