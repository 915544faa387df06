using Lepton.Evaluation.Estimates;

namespace Lepton.GitOps.Report;

/// <summary>What cross-validation says of how a model is made.</summary>
/// <param name="Metrics">Means over the folds, with corrected intervals.</param>
public sealed record ReportedFolds(int Folds, int Repeats, IReadOnlyDictionary<string, MetricEstimate> Metrics)
{
    public string Title => $"Over {Folds} folds{(Repeats > 1 ? $", {Repeats} times" : string.Empty)}";
}
