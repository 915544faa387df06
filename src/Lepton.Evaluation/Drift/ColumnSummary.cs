using System.Text.Json.Nodes;

namespace Lepton.Evaluation.Drift;

/// <summary>A column in a few figures.</summary>
/// <param name="Mean">Null of words.</param>
/// <param name="Median">Null of words.</param>
/// <param name="Top">The most frequent word; null of numbers.</param>
/// <param name="TopShare">Its share of the rows that are not null.</param>
/// <param name="NullShare">Share of nulls in all rows.</param>
public sealed record ColumnSummary(double? Mean, double? Median, string? Top, double? TopShare, double NullShare)
{
    public JsonObject ToJson() => new() { ["mean"] = Mean, ["median"] = Median, ["top"] = Top, ["top-share"] = TopShare, ["null-share"] = NullShare };
}
