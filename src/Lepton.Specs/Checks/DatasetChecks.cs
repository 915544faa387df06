using Lepton.Core.Diagnostics;
using Lepton.Core.Files;
using Lepton.Specs.Datasets;

namespace Lepton.Specs.Checks;

/// <summary>What can be said of a dataset's spec without its data.</summary>
internal sealed class DatasetChecks(DatasetSpec dataset, string root, List<Diagnostic> diagnostics)
{
    public void Run()
    {
        Files();
        Columns();
        Split();
    }

    private void Files()
    {
        for (var i = 0; i < dataset.Files.Count; i++)
        {
            if (dataset.Files[i].Path is { } path && ContainedPath.Resolve(root, dataset.Folder, path) is null)
            {
                diagnostics.Add(SpecDiagnostics.PathLeavesWorkspace(dataset.At("files", i, "path"), path));
            }

            if (dataset.Files[i].Csv.Delimiter is { Length: not 1 } delimiter)
            {
                diagnostics.Add(SpecDiagnostics.OutOfRange(dataset.At("files", i, "csv", "delimiter"), $"'{delimiter}'", "one character"));
            }
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < dataset.Files.Count; i++)
        {
            if (dataset.Files[i].Name is { } name && !names.Add(name))
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(dataset.At("files", i, "name"), $"two files are named '{name}'"));
            }
        }
    }

    private void Columns()
    {
        foreach (var role in new[] { ColumnRole.Id, ColumnRole.Group, ColumnRole.Time, ColumnRole.Weight })
        {
            var holders = dataset.Columns.Where(c => c.Value.Role == role).Select(c => c.Key).ToList();
            if (holders.Count > 1)
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(dataset.At("columns", holders[1]), $"'{holders[0]}' and '{holders[1]}' both have the role {Schema.Words.Of(role)}"));
            }
        }

        foreach (var (name, column) in dataset.Columns)
        {
            if (column.Role == ColumnRole.Weight && column.Type.Kind is not (ColumnKind.Number or ColumnKind.Integer))
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(dataset.At("columns", name, "type"), "a weight is a number"));
            }

            if ((column.Min ?? column.Max) is not null && column.Type.Kind is not (ColumnKind.Number or ColumnKind.Integer))
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(dataset.At("columns", name), $"min and max are for numbers, '{name}' is {column.Type}"));
            }

            if (column.Values.Count > 0 && column.Type.Kind != ColumnKind.Category)
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(dataset.At("columns", name, "values"), $"values are for categories, '{name}' is {column.Type}"));
            }
        }

        for (var i = 0; i < dataset.Checks.Count; i++)
        {
            Known(dataset.Checks[i].Unique, "unique", i);
            Known(dataset.Checks[i].NotNull, "not-null", i);
        }
    }

    private void Known(IReadOnlyList<string> columns, string key, int check)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (!NamePattern.IsPattern(columns[i]) && dataset.Find(columns[i]) is null)
            {
                diagnostics.Add(SpecDiagnostics.UnknownColumn(dataset.At("checks", check, key, i), columns[i], dataset.Name, Names));
            }
        }
    }

    private void Split()
    {
        var split = dataset.Split;
        if (split.Column is { } column && dataset.Find(column) is null)
        {
            diagnostics.Add(SpecDiagnostics.UnknownColumn(dataset.At("split", "column"), column, dataset.Name, Names));
        }

        var missing = split.By switch
        {
            _ when split.Column is not null => null,
            SplitKind.Random when !Has(ColumnRole.Id) => "a random split hashes the id: give a column the role id, or name a column:",
            SplitKind.Group when !Has(ColumnRole.Group) => "a group split needs a column of role group, or column:",
            SplitKind.Time when !Has(ColumnRole.Time) => "a time split needs a column of role time, or column:",
            _ => null,
        };
        missing ??= split.By is SplitKind.Stratified or SplitKind.Time && !Has(ColumnRole.Id) ? $"a {Schema.Words.Of(split.By)} split needs a column of role id" : null;
        if (missing is not null)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(dataset.At("split"), missing));
        }
    }

    private bool Has(ColumnRole role) => dataset.Columns.Any(c => c.Value.Role == role);

    private List<string> Names => [.. dataset.Columns.Select(c => c.Key)];
}
