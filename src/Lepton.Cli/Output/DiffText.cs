using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Evaluation.Drift;
using Lepton.GitOps.Changes;
using Lepton.GitOps.Locks;
using Lepton.Graph;

namespace Lepton.Cli.Output;

/// <summary>What differs between two revisions, for people.</summary>
/// <param name="verbose">Shows every value and column instead of the first few.</param>
internal sealed class DiffText(Terminal terminal, bool verbose)
{
    private const int Few = 8;

    private readonly Style style = new(terminal.HasColour);

    public void Write(RevisionDiff diff)
    {
        if (diff.IsEmpty)
        {
            terminal.Out.WriteLine($"nothing differs between {diff.Before} and {diff.Now}");
            return;
        }

        foreach (var spec in diff.Specs)
        {
            terminal.Out.WriteLine($"{style.Strong(spec.Path)}  {spec.Kind} {spec.Name}{(spec.Before is null ? style.Good(" is new") : spec.Now is null ? style.Bad(" is gone") : string.Empty)}");
            Differences(spec.Differences);
        }

        foreach (var dataset in diff.Datasets)
        {
            Dataset(dataset);
        }

        foreach (var model in diff.Models)
        {
            Model(model);
        }

        if (diff.Models.Any(m => m.Metrics.Any(c => c.IsBetter is not null)))
        {
            terminal.Out.WriteLine(style.Quiet("better and worse are of the values as measured; whether that is more than chance, a gate tells"));
        }
    }

    private void Dataset(DatasetChange dataset)
    {
        terminal.Out.WriteLine(style.Strong($"dataset {dataset.Name}"));
        terminal.Out.WriteLine($"  rows {dataset.RowsBefore.Values.Sum()} -> {dataset.RowsNow.Values.Sum()} ({string.Join(", ", dataset.RowsNow.Keys.Union(dataset.RowsBefore.Keys).Select(p => $"{p} {dataset.RowsBefore.GetValueOrDefault(p)} -> {dataset.RowsNow.GetValueOrDefault(p)}"))})");
        foreach (var (columns, word) in new[] { (dataset.Added, style.Good("new column")), (dataset.Removed, style.Bad("column gone")) })
        {
            foreach (var column in columns)
            {
                terminal.Out.WriteLine($"  {word}: {column}");
            }
        }

        if (dataset.Rows is not { } rows)
        {
            terminal.Out.WriteLine(style.Quiet("  not both versions are in the store: rows and distributions are not compared"));
            return;
        }

        terminal.Out.WriteLine($"  {style.Good($"{rows.Added} rows added")}, {style.Bad($"{rows.Gone} gone")}{(rows.Changed is { } changed ? $", {changed} changed" : string.Empty)}{(rows.Moved is > 0 and var moved ? style.Doubt($", {moved} in another part of the split") : string.Empty)}");
        var drifted = dataset.Drift.Where(d => d.HasMoved).ToList();
        foreach (var drift in drifted.Take(verbose ? int.MaxValue : Few))
        {
            terminal.Out.WriteLine($"  {style.Doubt("moved")}: {drift.Column,-20} distance {drift.Distance:0.000}, {Moved(drift.Before, drift.Now)}");
        }

        More(drifted.Count);
        if (dataset.Drift.Count > 0)
        {
            terminal.Out.WriteLine(style.Quiet($"  {dataset.Drift.Count - drifted.Count} of {dataset.Drift.Count} columns did not move more than chance does"));
        }
    }

    private static string Moved(ColumnSummary before, ColumnSummary now)
    {
        var main = now.Median is null && before.Median is null
            ? $"{before.Top} {Percent(before.TopShare)} -> {now.Top} {Percent(now.TopShare)}"
            : $"median {Number(before.Median)} -> {Number(now.Median)}, mean {Number(before.Mean)} -> {Number(now.Mean)}";
        return before.NullShare == now.NullShare ? main : $"{main}, nulls {Percent(before.NullShare)} -> {Percent(now.NullShare)}";
    }

    private void Model(ModelChange model)
    {
        terminal.Out.WriteLine($"{style.Strong($"model {model.Name}")}{(model.Before is null ? style.Good(" has a lock now") : model.Now is null ? style.Bad(" has no lock any more") : string.Empty)}");
        if (model.IsOtherArtifact)
        {
            terminal.Out.WriteLine($"  file {Artifact(model.Before)} -> {Artifact(model.Now)}");
        }
        else
        {
            terminal.Out.WriteLine("  the same file");
        }

        Differences([.. model.Interface.Select(d => d with { Path = "interface." + d.Path })]);
        foreach (var metric in model.Metrics.Where(m => verbose || m.Before != m.Now))
        {
            var word = metric.IsBetter switch { true => style.Good("better"), false => style.Bad("worse"), null => string.Empty };
            terminal.Out.WriteLine($"  {(metric.Slice is null ? metric.Name : $"{metric.Name} of {metric.Slice}"),-26} {Estimate(metric.Before, metric.BeforeLow, metric.BeforeHigh)} -> {Estimate(metric.Now, metric.NowLow, metric.NowHigh)}  {word}".TrimEnd());
        }
    }

    private void Differences(IReadOnlyList<InputDifference> differences)
    {
        foreach (var difference in differences.Take(verbose ? int.MaxValue : Few))
        {
            if (Lines(difference.Before) is { } before && Lines(difference.Now) is { } now)
            {
                terminal.Out.WriteLine($"  {difference.Path}:");
                foreach (var line in LineDiff.Of(before, now))
                {
                    terminal.Out.WriteLine("    " + (line[0] == '-' ? style.Bad(line) : style.Good(line)));
                }
            }
            else
            {
                terminal.Out.WriteLine($"  {difference.Path}: {style.Change(difference.Before, difference.Now)}");
            }
        }

        More(differences.Count);
    }

    // A text of several lines, such as a query; else null.
    private static string? Lines(string? json) =>
        json is not null && json.Contains("\\n", StringComparison.Ordinal) && JsonNode.Parse(json) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private void More(int count)
    {
        if (!verbose && count > Few)
        {
            terminal.Out.WriteLine(style.Quiet($"  and {count - Few} more; -v shows them"));
        }
    }

    private static string Artifact(LockFile? file) => file?.Artifact is { } artifact ? $"{artifact.Short} ({ModelChange.SizeOf(file)} bytes)" : "none";

    private static string Estimate(double value, double low, double high) =>
        double.IsNaN(value) ? "none" : double.IsNaN(low) ? Number(value) : $"{Number(value)} ({Number(low)} … {Number(high)})";

    private static string Number(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "none";

    private static string Percent(double? share) => share is { } s ? $"{(100 * s).ToString("0.#", CultureInfo.InvariantCulture)} %" : string.Empty;
}
