using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Statistics;
using Lepton.GitOps.Baselines;

namespace Lepton.GitOps.Report;

/// <summary>What a change does to models: all that a reviewer wants to know.</summary>
/// <param name="Base">What it is compared with; null where there is nothing.</param>
/// <param name="Head">The commit that is checked out; null outside of git.</param>
/// <param name="IsDirty">Whether the working tree differs from it.</param>
/// <param name="Models">Sorted by name.</param>
/// <param name="Gone">Models that the base has and the change removes.</param>
/// <param name="Specs">Specs that differ.</param>
/// <param name="Datasets">Datasets that differ.</param>
public sealed record ChangeReport(
    BaseRevision? Base,
    string? Head,
    bool IsDirty,
    IReadOnlyList<ReportedModel> Models,
    IReadOnlyList<string> Gone,
    IReadOnlyList<ReportedChange> Specs,
    IReadOnlyList<ReportedChange> Datasets)
{
    /// <summary>The worst of its models.</summary>
    public ReportVerdict Verdict => Models.Count == 0 ? ReportVerdict.Passed : Models.Max(m => m.Verdict);

    /// <summary>One sentence.</summary>
    public string Headline
    {
        get
        {
            var kept = Models.Count(m => m.Verdict >= ReportVerdict.Blocked);
            return Models.Count == 0 ? "No model is touched"
                : kept == 0 ? $"{Counted(Models.Count, "model")} {(Models.Count == 1 ? "passes its gates" : "pass their gates")}{(Verdict == ReportVerdict.Warned ? ", with warnings" : string.Empty)}"
                : $"{kept} of {Counted(Models.Count, "model")} {(kept == 1 ? "is" : "are")} kept back";
        }
    }

    /// <summary>
    /// The differences for the better that are more than chance. Of many that are looked at some look good by chance: what is claimed must hold
    /// among all of them (Holm).
    /// </summary>
    public IReadOnlySet<PairedEstimate> Improvements { get; } = Claims(Models);

    /// <summary>The command that shows the same on another machine.</summary>
    public string Reproduce
    {
        get
        {
            var checkout = Head is null || IsDirty ? string.Empty : $"git fetch origin {Head} && git checkout --detach {Head} && ";
            return $"{checkout}lepton report{(Models.Count > 0 ? " " + string.Join(' ', Models.Select(m => m.Name)) : string.Empty)}{(Base is null ? string.Empty : $" --baseline {Base.Commit}")}";
        }
    }

    private static HashSet<PairedEstimate> Claims(IReadOnlyList<ReportedModel> models)
    {
        var all = models.SelectMany(m => m.Comparisons).SelectMany(c => c.Metrics.Concat(c.Slices.Values.SelectMany(s => s))).Where(e => !double.IsNaN(e.Better)).ToList();
        var chances = Holm.Adjust([.. all.Select(e => e.Better)]);
        return all.Where((_, i) => chances[i] <= ReportWords.Level).ToHashSet<PairedEstimate>(ReferenceEqualityComparer.Instance);
    }

    internal static string Counted(int count, string noun) => $"{count} {noun}{(count == 1 ? string.Empty : "s")}";
}
