using Lepton.Evaluation.Comparisons;

namespace Lepton.GitOps.Report;

/// <summary>What reports say in words.</summary>
internal static class ReportWords
{
    /// <summary>Of a claim that something changed.</summary>
    public const double Level = 0.05;

    /// <summary>How metrics of folds come about.</summary>
    public const string Folds = "each fold judged by a model of the others; intervals allow for what these have in common";

    /// <summary>What differs between models of other seeds.</summary>
    public const string Seeds = "the same rows in all: what chance in training makes";

    /// <summary>On which rows two models were compared, or why not.</summary>
    public static string Of(ComparisonResult comparison) =>
        comparison.IsSame ? "it is the same model"
        : comparison.Obstacle is { } obstacle ? obstacle
        : $"{comparison.Compared} of {comparison.Rows} test rows{(comparison.Seen > 0 ? $"; {comparison.Seen} are left out that it was trained on" : string.Empty)}{(comparison.Unmatched > 0 ? $"; {comparison.Unmatched} are left out that its dataset does not give" : string.Empty)}";

    /// <summary>Better or worse where that is more than chance; worse is said early.</summary>
    public static string Tendency(ChangeReport report, PairedEstimate e) => report.Improvements.Contains(e) ? "better" : e.Worse <= Level / 2 ? "worse" : string.Empty;

    /// <summary>How often a test set was used.</summary>
    public static string TestSet(ReportedModel model) =>
        model.TestSetUses < 2 ? string.Empty
        : $"At least {model.TestSetUses} different models were judged on these test rows{(model.TestSetUses > ReportedModel.WornOut ? ": by now the best of them owes part of its lead to chance, new test rows would tell" : string.Empty)}.";
}
