using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Data.Reading;
using Lepton.Specs;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Checking;

/// <summary>Holds the rows against the columns' bounds and the dataset's checks.</summary>
internal sealed class ValueChecks(DatasetSpec dataset, IReadOnlyList<BoundColumn> bound, DuckConnection connection, RowOrigins origins, CancellationToken cancellation)
{
    private const int Shown = 5;

    private readonly List<Diagnostic> found = [];
    private readonly IReadOnlyList<Column> columns = [.. bound.Select(b => b.Column)];

    public IReadOnlyList<Diagnostic> Run()
    {
        Columns();
        for (var i = 0; i < dataset.Checks.Count; i++)
        {
            Check(dataset.Checks[i], i);
        }

        return found;
    }

    private void Columns()
    {
        var tests = bound.SelectMany(b => Tests(b.Column, b.MayBeInfinite)).ToList();
        if (tests.Count == 0)
        {
            return;
        }

        var failed = connection.Rows($"SELECT {string.Join(", ", tests.Select(t => $"bool_or({t.Condition})"))} FROM data", cancellation)[0];
        foreach (var test in tests.Where((_, i) => failed[i] == "true"))
        {
            var count = connection.Scalar($"SELECT count(*) FROM data WHERE {test.Condition}", cancellation);
            found.Add(DataDiagnostics.BadValues(test.At, test.Column.Name, test.What, count, Examples(test.Condition, [test.Column.Name])));
        }
    }

    private IEnumerable<(Column Column, string Condition, string What, SourceLocation At)> Tests(Column column, bool mayBeInfinite)
    {
        var c = Sql.Name(column.Name);
        if (mayBeInfinite)
        {
            yield return (column, $"isinf({c})", "infinite", dataset.At("columns", column.Name));
        }

        if (column.Min is { } min)
        {
            yield return (column, $"{c} < {min:R}", $"below {min:R}", dataset.At("columns", column.Name, "min"));
        }

        if (column.Max is { } max)
        {
            yield return (column, $"{c} > {max:R}", $"above {max:R}", dataset.At("columns", column.Name, "max"));
        }

        if (column.Values.Count > 0)
        {
            yield return (column, $"{c} IS NOT NULL AND {c} NOT IN ({string.Join(", ", column.Values.Select(Sql.Text))})", "not among its values", dataset.At("columns", column.Name, "values"));
        }

        if (column.Role is ColumnRole.Id)
        {
            yield return (column, $"{c} IS NULL", "missing in the id", dataset.At("columns", column.Name));
        }

        if (column.Role is ColumnRole.Weight)
        {
            yield return (column, $"{c} IS NULL OR {c} < 0", "no weight", dataset.At("columns", column.Name));
        }
    }

    private void Check(CheckSpec check, int index)
    {
        if (check.Rows is { } rows)
        {
            var count = connection.Scalar("SELECT count(*) FROM data", cancellation);
            if (count < rows.Min || count > rows.Max)
            {
                Report(check, dataset.At("checks", index, "rows"), $"there are {count} rows, {Specs.Schema.Types.Range(rows.Min, rows.Max)} are expected", []);
            }
        }

        if (check.Unique.Count > 0)
        {
            Unique([.. check.Unique], dataset.At("checks", index, "unique"), check);
        }

        foreach (var column in columns.Where(c => check.NotNull.Any(p => NamePattern.Matches(p, c.Name))))
        {
            Failing(check, dataset.At("checks", index, "not-null"), $"{Sql.Name(column.Name)} IS NULL", $"column '{column.Name}' has no value", [.. IdColumn()]);
        }

        if (check.Sql is { } sql)
        {
            Custom(check, index, sql);
        }
    }

    /// <summary>The id must be unique whether a check says so or not.</summary>
    public void UniqueId()
    {
        if (columns.FirstOrDefault(c => c.Role == ColumnRole.Id) is { } id)
        {
            Unique([id.Name], dataset.At("columns", id.Name), null);
        }
    }

    public IReadOnlyList<Diagnostic> Found => found;

    private void Unique(string[] names, SourceLocation at, CheckSpec? check)
    {
        var list = string.Join(", ", names.Select(Sql.Name));
        var count = connection.Scalar($"SELECT coalesce(sum(n - 1), 0)::BIGINT FROM (SELECT count(*) AS n FROM data GROUP BY {list} HAVING count(*) > 1)", cancellation);
        if (count == 0)
        {
            return;
        }

        var join = string.Join(" AND ", names.Select(n => $"data.{Sql.Name(n)} IS NOT DISTINCT FROM d.{Sql.Name(n)}"));
        var examples = Examples($"EXISTS (SELECT 1 FROM (SELECT {list} FROM data GROUP BY {list} HAVING count(*) > 1) d WHERE {join})", names);
        Report(check, at, $"{count} rows repeat the {string.Join(", ", names)} of another row", examples);
    }

    private void Failing(CheckSpec check, SourceLocation at, string condition, string what, string[] shown)
    {
        var count = connection.Scalar($"SELECT count(*) FROM data WHERE {condition}", cancellation);
        if (count > 0)
        {
            Report(check, at, $"{what} in {count} rows", Examples(condition, shown));
        }
    }

    private void Custom(CheckSpec check, int index, string sql)
    {
        try
        {
            var count = connection.Scalar($"SELECT count(*) FROM ({sql})", cancellation);
            if (count == 0)
            {
                return;
            }

            var names = connection.Describe(sql).Select(c => c.Name).ToList();
            var order = columns.FirstOrDefault(c => c.Role == ColumnRole.Id) is { } id && names.Contains(id.Name) ? $" ORDER BY {Sql.Name(id.Name)}" : string.Empty;
            var rows = connection.Rows($"SELECT * FROM ({sql}){order} LIMIT {Shown}", cancellation);
            Report(check, dataset.At("checks", index, "sql"), $"the check finds {count} rows", [.. rows.Select(r => Row(names, r))]);
        }
        catch (DuckException e)
        {
            found.Add(DataDiagnostics.BadCheck(dataset.At("checks", index, "sql"), e.Reason));
        }
    }

    private List<string> Examples(string condition, IEnumerable<string> shown)
    {
        var names = IdColumn().Concat(shown).Distinct().ToList();
        var select = names.Count == 0 ? string.Empty : ", " + string.Join(", ", names.Select(Sql.Name));
        origins.NumberRows(cancellation);
        var rows = connection.Rows($"SELECT rowid{select} FROM data WHERE {condition} ORDER BY rowid LIMIT {Shown}", cancellation);
        var places = origins.Of([.. rows.Select(r => long.Parse(r[0]!))]);
        return [.. rows.Select((r, i) => Row(names, r[1..]) + (i < places.Count ? $" ({places[i]})" : string.Empty))];
    }

    private IEnumerable<string> IdColumn() => columns.Where(c => c.Role == ColumnRole.Id).Select(c => c.Name);

    private void Report(CheckSpec? check, SourceLocation at, string what, IReadOnlyList<string> examples) =>
        found.Add(DataDiagnostics.FailedCheck(at, check?.Severity ?? Severity.Error, check?.Message is { } message ? $"{message}: {what}" : what, examples));

    private static string Row(IReadOnlyList<string> names, string?[] values) =>
        string.Join(", ", names.Take(8).Select((n, i) => $"{n}={Short(values[i])}"));

    private static string Short(string? value) => value is null ? "null" : value.Length > 40 ? value[..37] + "..." : value;
}
