using System.Text.Json.Nodes;

namespace Lepton.Evaluation.Drift;

/// <summary>How far the distribution of a column has moved.</summary>
/// <param name="Distance">
/// In [0,1]. Of numbers the two-sample Kolmogorov-Smirnov statistic, of words half the sum of the differences of their shares
/// (total variation distance); nulls are left out.
/// </param>
/// <param name="Limit">What chance alone exceeds in one of a hundred cases; of words, with Bonferroni's correction for their number, and taken of the word that moved most.</param>
public sealed record ColumnDrift(string Column, double Distance, double Limit, bool HasMoved, ColumnSummary Before, ColumnSummary Now)
{
    public JsonObject ToJson() => new()
    {
        ["column"] = Column,
        ["distance"] = Math.Round(Distance, 6),
        ["limit"] = Math.Round(Limit, 6),
        ["moved"] = HasMoved,
        ["before"] = Before.ToJson(),
        ["now"] = Now.ToJson(),
    };
}
