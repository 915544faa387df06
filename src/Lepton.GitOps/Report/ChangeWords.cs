using Lepton.Evaluation.Drift;
using Lepton.GitOps.Changes;

namespace Lepton.GitOps.Report;

/// <summary>What differs between two revisions, as plain sentences.</summary>
public static class ChangeWords
{
    private const int Few = 12;

    // A value that is longer is a query or a list: that it changed is enough.
    private const int Longest = 120;

    /// <summary>A spec's differences, one a line.</summary>
    public static IEnumerable<string> Of(SpecChange change)
    {
        if (change.Before is null || change.Now is null)
        {
            yield return $"{change.Kind} {change.Name} is {(change.Before is null ? "new" : "gone")}";
            yield break;
        }

        foreach (var d in change.Differences.Take(Few))
        {
            yield return (d.Before?.Length ?? 0) + (d.Now?.Length ?? 0) > Longest ? $"{d.Path} changed" : $"{d.Path}: {d.Before ?? "(none)"} → {d.Now ?? "(none)"}";
        }

        if (change.Differences.Count > Few)
        {
            yield return $"{change.Differences.Count - Few} more values";
        }
    }

    /// <summary>A dataset's differences, one a line.</summary>
    public static IEnumerable<string> Of(DatasetChange change)
    {
        yield return $"rows {change.RowsBefore.Values.Sum()} → {change.RowsNow.Values.Sum()} ({string.Join(", ", change.RowsNow.Keys.Union(change.RowsBefore.Keys).Select(p => $"{p} {change.RowsBefore.GetValueOrDefault(p)} → {change.RowsNow.GetValueOrDefault(p)}"))})";
        if (change.Rows is { } rows)
        {
            yield return $"{rows.Added} added, {rows.Gone} gone{(rows.Changed is { } changed ? $", {changed} changed" : string.Empty)}{(rows.Moved is > 0 and var moved ? $", {moved} in another part of the split" : string.Empty)}";
        }

        foreach (var column in change.Added)
        {
            yield return $"new column: {column}";
        }

        foreach (var column in change.Removed)
        {
            yield return $"column gone: {column}";
        }

        var drifted = change.Drift.Where(d => d.HasMoved).ToList();
        foreach (var drift in drifted.Take(Few))
        {
            yield return $"{drift.Column} moved by {drift.Distance:0.000}: {Moved(drift.Before, drift.Now)}";
        }

        if (change.Drift.Count > 0)
        {
            yield return $"{change.Drift.Count - drifted.Count} of {change.Drift.Count} columns did not move more than chance does";
        }
    }

    private static string Moved(ColumnSummary before, ColumnSummary now)
    {
        var main = now.Median is null && before.Median is null
            ? $"{before.Top} {Figure.Percent(before.TopShare)} → {now.Top} {Figure.Percent(now.TopShare)}"
            : $"median {Figure.Of(before.Median ?? double.NaN)} → {Figure.Of(now.Median ?? double.NaN)}, mean {Figure.Of(before.Mean ?? double.NaN)} → {Figure.Of(now.Mean ?? double.NaN)}";
        return before.NullShare == now.NullShare ? main : $"{main}, nulls {Figure.Percent(before.NullShare)} → {Figure.Percent(now.NullShare)}";
    }
}
