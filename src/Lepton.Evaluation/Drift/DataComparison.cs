using System.Globalization;
using Lepton.Data;
using Lepton.Data.DuckDb;
using Lepton.Specs.Datasets;
using MathNet.Numerics.Distributions;

namespace Lepton.Evaluation.Drift;

/// <summary>Compares two versions of a dataset, row by row and column by column.</summary>
public sealed class DataComparison : IDisposable
{
    // Chance alone says "moved" of one column in a hundred.
    private const double Significance = 0.01;

    // The database in memory is shared, temporary views are a connection's own.
    private const string Before = "\"before data\"";
    private const string Now = "\"now data\"";

    // No column has a name with spaces of this kind: it would be refused as one of a spec.
    private const string Part = "\"part of the split\"";

    private readonly DuckConnection connection;
    private readonly IReadOnlyList<Column> columns;

    /// <param name="before">Parquet file of each part.</param>
    /// <param name="now">Parquet file of each part.</param>
    /// <param name="columns">Columns that both have, with the same types.</param>
    public DataComparison(DuckLibrary library, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now, IReadOnlyList<Column> columns)
    {
        connection = library.ConnectToMemory();
        this.columns = columns;
        View(Before, before);
        View(Now, now);
    }

    /// <summary>Rows that differ, in the columns that both have.</summary>
    public RowChanges Rows(CancellationToken cancellation)
    {
        long Count(string sql) => connection.Scalar($"SELECT count(*) FROM ({sql})", cancellation);
        if (columns.FirstOrDefault(c => c.Role == ColumnRole.Id) is not { } id)
        {
            var all = string.Join(", ", columns.Select(c => Sql.Name(c.Name)));
            return new RowChanges(Count($"SELECT {all} FROM {Now} EXCEPT ALL SELECT {all} FROM {Before}"), Count($"SELECT {all} FROM {Before} EXCEPT ALL SELECT {all} FROM {Now}"), null, null);
        }

        var name = Sql.Name(id.Name);
        var others = columns.Where(c => c != id).Select(c => $"b.{Sql.Name(c.Name)} IS DISTINCT FROM n.{Sql.Name(c.Name)}").ToList();
        var both = $"FROM {Before} b JOIN {Now} n ON b.{name} = n.{name}";
        return new RowChanges(
            Count($"SELECT 1 FROM {Now} n ANTI JOIN {Before} b ON b.{name} = n.{name}"),
            Count($"SELECT 1 FROM {Before} b ANTI JOIN {Now} n ON b.{name} = n.{name}"),
            others.Count == 0 ? 0 : Count($"SELECT 1 {both} WHERE {string.Join(" OR ", others)}"),
            Count($"SELECT 1 {both} WHERE b.{Part} <> n.{Part}"));
    }

    /// <summary>How far each column has moved, farthest first; ids, tensors and lists are left out.</summary>
    public IReadOnlyList<ColumnDrift> Columns(CancellationToken cancellation)
    {
        var found = new List<ColumnDrift>();
        foreach (var column in columns.Where(c => c.Role != ColumnRole.Id))
        {
            cancellation.ThrowIfCancellationRequested();
            if (column.Type.Kind is ColumnKind.Number or ColumnKind.Integer or ColumnKind.Timestamp)
            {
                found.Add(Numbers(column, cancellation));
            }
            else if (column.Type.Kind is ColumnKind.Boolean or ColumnKind.Category or ColumnKind.Text)
            {
                found.Add(Words(column, cancellation));
            }
        }

        return [.. found.OrderByDescending(d => d.HasMoved).ThenByDescending(d => d.Distance).ThenBy(d => d.Column, StringComparer.Ordinal)];
    }

    public void Dispose() => connection.Dispose();

    private void View(string name, IReadOnlyDictionary<string, string> parts)
    {
        var selected = string.Join(", ", columns.Select(c => Sql.Name(c.Name)));
        connection.Execute($"CREATE TEMP VIEW {name} AS " + string.Join(" UNION ALL ", parts.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"SELECT {selected}, {Sql.Text(p.Key)} AS {Part} FROM read_parquet({Sql.Text(p.Value)})")));
    }

    private ColumnDrift Numbers(Column column, CancellationToken cancellation)
    {
        var x = column.Type.Kind == ColumnKind.Timestamp ? $"epoch_us({Sql.Name(column.Name)})" : Sql.Name(column.Name);
        ColumnSummary Summary(string view, out double count)
        {
            var row = connection.Rows($"SELECT count({x}), count(*), avg({x}::DOUBLE ORDER BY {x}), median({x}::DOUBLE) FROM {view}", cancellation)[0];
            count = Number(row[0])!.Value;
            return new ColumnSummary(Number(row[2]), Number(row[3]), null, null, Share(count, Number(row[1])!.Value));
        }

        var before = Summary(Before, out var n);
        var now = Summary(Now, out var m);
        if (n == 0 || m == 0)
        {
            return new ColumnDrift(column.Name, n == m ? 0 : 1, 0, n != m, before, now);
        }

        // The largest distance of the two empirical distribution functions; equal values are passed at once.
        var distance = Number(connection.Rows(
            $"SELECT max(abs(b / {Text(n)} - c / {Text(m)})) FROM (SELECT sum(sum(o)) OVER w AS b, sum(sum(p)) OVER w AS c FROM "
            + $"(SELECT {x} AS x, 1 AS o, 0 AS p FROM {Before} UNION ALL SELECT {x}, 0, 1 FROM {Now}) WHERE x IS NOT NULL GROUP BY x WINDOW w AS (ORDER BY x))", cancellation)[0][0])!.Value;

        // Smirnov 1948: c(alpha) = sqrt(-ln(alpha / 2) / 2).
        var limit = Math.Sqrt(-Math.Log(Significance / 2) / 2 * ((n + m) / (n * m)));
        return new ColumnDrift(column.Name, distance, limit, distance > limit || NullsMoved(before, now, n, m), before, now);
    }

    private ColumnDrift Words(Column column, CancellationToken cancellation)
    {
        var x = Sql.Name(column.Name);
        ColumnSummary Summary(string view, out double count)
        {
            var row = connection.Rows($"SELECT count({x}), count(*) FROM {view}", cancellation)[0];
            var top = connection.Rows($"SELECT left({x}::VARCHAR, 80), count(*) FROM {view} WHERE {x} IS NOT NULL GROUP BY {x} ORDER BY count(*) DESC, {x} LIMIT 1", cancellation);
            count = Number(row[0])!.Value;
            return new ColumnSummary(null, null, top.Count > 0 ? top[0][0] : null, top.Count > 0 ? Number(top[0][1])!.Value / count : null, Share(count, Number(row[1])!.Value));
        }

        var before = Summary(Before, out var n);
        var now = Summary(Now, out var m);
        if (n == 0 || m == 0)
        {
            return new ColumnDrift(column.Name, n == m ? 0 : 1, 0, n != m, before, now);
        }

        // Each word's two shares, by the z-test of two proportions with their pooled variance.
        var row = connection.Rows(
            $"SELECT sum(abs(b / {Text(n)} - c / {Text(m)})) / 2, max(abs(b / {Text(n)} - c / {Text(m)}) / sqrt(greatest(1e-300, (b + c) / {Text(n + m)} * (1 - (b + c) / {Text(n + m)}) * (1 / {Text(n)} + 1 / {Text(m)})))), count(*) FROM "
            + $"(SELECT sum(o)::DOUBLE AS b, sum(p)::DOUBLE AS c FROM (SELECT {x} AS x, 1 AS o, 0 AS p FROM {Before} UNION ALL SELECT {x}, 0, 1 FROM {Now}) WHERE x IS NOT NULL GROUP BY x)", cancellation)[0];
        var limit = Normal.InvCDF(0, 1, 1 - (Significance / 2 / Number(row[2])!.Value));
        return new ColumnDrift(column.Name, Number(row[0])!.Value, limit, Number(row[1]) > limit || NullsMoved(before, now, n, m), before, now);
    }

    private static bool NullsMoved(ColumnSummary before, ColumnSummary now, double n, double m)
    {
        var (rows, others) = (n / (1 - before.NullShare), m / (1 - now.NullShare));
        var pooled = ((before.NullShare * rows) + (now.NullShare * others)) / (rows + others);
        var deviation = Math.Sqrt(pooled * (1 - pooled) * ((1 / rows) + (1 / others)));
        return Math.Abs(before.NullShare - now.NullShare) > deviation * Normal.InvCDF(0, 1, 1 - (Significance / 2));
    }

    private static double Share(double count, double all) => all == 0 ? 0 : 1 - (count / all);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "::DOUBLE";

    private static double? Number(string? text) => text is null ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
