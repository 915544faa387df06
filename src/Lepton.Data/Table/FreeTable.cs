using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Table;

/// <summary>Reads the columns of a dataset out of any csv, tsv, json lines or parquet file.</summary>
public sealed class FreeTable(DuckLibrary library)
{
    /// <param name="names">The columns wanted; their types are those of the dataset's spec.</param>
    /// <exception cref="DiagnosticException">A column is missing, or a value does not fit.</exception>
    /// <exception cref="DuckException">The file cannot be read.</exception>
    public DataTable Read(string path, DatasetSpec dataset, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var source = Source(path);
        using (var connection = library.ConnectToMemory())
        {
            var there = connection.Describe($"SELECT * FROM {source}").Select(c => c.Name).ToList();
            var missing = names.Where(n => !there.Contains(n)).ToList();
            if (missing.Count > 0)
            {
                throw new DiagnosticException([.. missing.Select(m => DataDiagnostics.MissingColumn(new SourceLocation(path), m, there))]);
            }

            foreach (var name in names.Where(n => dataset.Find(n) is not null))
            {
                Check(connection, source, name, dataset.Find(name)!, path, cancellation);
            }
        }

        var columns = names.Select(n => dataset.Find(n) is { } spec
            ? new Column(n, spec.Type, spec.Role, !dataset.NeverNull(n), spec.Unit, spec.Min, spec.Max, spec.Values, spec.Description)
            : throw new DiagnosticException(DataDiagnostics.MissingColumn(dataset.At("columns"), n, []))).ToList();
        return new TableReader(library).Read(source, columns, c => $"TRY_CAST({Sql.Name(c.Name)} AS {TypeOf(c)})", cancellation);
    }

    private static void Check(DuckConnection connection, string source, string name, ColumnSpec spec, string path, CancellationToken cancellation)
    {
        var type = TypeOf(spec.Type.Kind);
        var bad = $"FROM (SELECT {Sql.Name(name)} AS v, row_number() OVER () - 1 AS r FROM {source}) WHERE v IS NOT NULL AND TRY_CAST(v AS {type}) IS NULL";
        var count = connection.Scalar($"SELECT count(*) {bad}", cancellation);
        if (count > 0)
        {
            var examples = connection.Rows($"SELECT r, v {bad} LIMIT 5", cancellation).Select(r => $"row {r[0]}: '{r[1]}'").ToList();
            throw new DiagnosticException(DataDiagnostics.BadValues(new SourceLocation(path), name, $"no {spec.Type}", count, examples));
        }
    }

    private static string TypeOf(Column column) => TypeOf(column.Type.Kind);

    private static string TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => "DOUBLE",
        ColumnKind.Integer => "BIGINT",
        ColumnKind.Boolean => "BOOLEAN",
        ColumnKind.Timestamp => "TIMESTAMP",
        ColumnKind.Tensor => "FLOAT[]",
        ColumnKind.Tokens or ColumnKind.Tags => "VARCHAR[]",
        _ => "VARCHAR",
    };

    private static string Source(string path)
    {
        var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(plain).ToLowerInvariant() switch
        {
            ".parquet" => $"read_parquet({Sql.Text(path)})",
            ".json" or ".jsonl" or ".ndjson" => $"read_json({Sql.Text(path)}, format='newline_delimited')",
            ".tsv" or ".tab" => $"read_csv({Sql.Text(path)}, header=true, delim='\t', sample_size=-1)",
            _ => $"read_csv({Sql.Text(path)}, header=true, delim=',', sample_size=-1)",
        };
    }
}
