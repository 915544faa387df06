using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Data.Files;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Reading;

/// <summary>Reads csv and tsv into a table.</summary>
/// <remarks>
/// Types are those of the whole file. Sniffing the whole file takes longer than reading it, so the types of a sample are
/// tried first: a value that does not fit them is an error, and then the whole file is sniffed. Whole numbers are the
/// exception, since DuckDB rounds a fraction in a column of whole numbers without a word: they are read as DOUBLE and
/// looked at afterwards.
/// </remarks>
internal sealed class CsvStaging(DuckConnection connection, DatasetSpec dataset, FileTable table, CancellationToken cancellation)
{
    // Rows whose types are tried first; one chunk of DuckDB.
    private const string FirstSample = "2048";

    private const string LargestExact = "9007199254740992";

    // An eighth of DuckDB's default: as fast, and the buffers that are in flight take 60 MB less. Lines end at 2 MB.
    private const int BufferSize = 4 << 20;

    private CsvSpec Csv => table.Spec.Csv;

    private string Delimiter => Csv.Delimiter ?? (table.Files[0].Format == FileFormat.Tsv ? "\t" : ",");

    /// <summary>Makes the table; returns the SQL that selects its columns with their final types.</summary>
    public string Load(string name)
    {
        try
        {
            return Csv.Columns.Count > 0 ? LoadDeclared(name) : LoadSniffed(name, FirstSample);
        }
        catch (DuckException first)
        {
            if (Csv.Columns.Count > 0)
            {
                throw new DiagnosticException(ReadErrors.Explain(first, table, dataset));
            }
        }

        try
        {
            connection.Execute($"DROP TABLE IF EXISTS {name}");
            return LoadSniffed(name, "-1");
        }
        catch (DuckException e)
        {
            throw new DiagnosticException(ReadErrors.Explain(FindRow() ?? e, table, dataset));
        }
    }

    // An error of sniffing names no row. Reading everything as text, with as many columns as the first line, does.
    private DuckException? FindRow()
    {
        var first = new CsvHead(table.Files[0], Csv.Skip).FirstLine();
        var columns = string.Join(", ", first.Split(Delimiter).Select((_, i) => $"'c{i}': 'VARCHAR'"));
        try
        {
            connection.Scalar($"SELECT count(*) FROM {Source(FirstSample, $", auto_detect=false, columns={{{columns}}}")}", cancellation);
            return null;
        }
        catch (DuckException e)
        {
            return e;
        }
    }

    private string LoadSniffed(string name, string sample)
    {
        var sniffed = connection.Describe($"SELECT * FROM {Source(sample, string.Empty)}");
        var whole = sniffed.Where(c => c.IsWhole).ToList();
        connection.Execute($"CREATE TABLE {name} AS SELECT *{Staging.FileIndex(table)} FROM {Source(sample, Types(sniffed, []))}", cancellation);
        var (fractions, large) = Inspect(name, whole);
        if (large.Count > 0)
        {
            // Beyond 2^53 a DOUBLE is not exact: read the digits as text.
            connection.Execute($"CREATE OR REPLACE TABLE {name} AS SELECT *{Staging.FileIndex(table)} FROM {Source(sample, Types(sniffed, large))}", cancellation);
        }

        return string.Join(", ", sniffed.Select(c =>
            !c.IsWhole || fractions.Contains(c.Name) ? Sql.Name(c.Name)
            : $"{Sql.Name(c.Name)}::BIGINT AS {Sql.Name(c.Name)}"));
    }

    // Where no format of dates was sniffed, the types say all there is to know, and nothing is sniffed again.
    private static string Types(IReadOnlyList<DuckColumn> sniffed, HashSet<string> large)
    {
        var isPlain = sniffed.All(c => c.IsWhole || c.Type is DuckType.Double or DuckType.Varchar or DuckType.Boolean);
        var given = sniffed.Where(c => isPlain || c.IsWhole).Select(c => $"{Sql.Text(c.Name)}: '{(c.IsWhole ? (large.Contains(c.Name) ? "VARCHAR" : "DOUBLE") : c.Type.ToString().ToUpperInvariant())}'").ToList();
        return given.Count == 0 ? string.Empty : $", {(isPlain ? "auto_detect=false, columns" : "types")}={{{string.Join(", ", given)}}}";
    }

    private string LoadDeclared(string name)
    {
        // Whole numbers are read as text: only text tells 3 from 3.5 and keeps all digits.
        var types = Csv.Columns.Select(c => $"{Sql.Text(c.Key)}: '{DuckTypeOf(c.Value)}'");
        connection.Execute($"CREATE TABLE {name} AS SELECT *{Staging.FileIndex(table)} FROM {Source(FirstSample, $", auto_detect=false, columns={{{string.Join(", ", types)}}}")}", cancellation);
        foreach (var (column, type) in Csv.Columns.Where(c => c.Value.Kind == ColumnKind.Integer))
        {
            Whole(name, column, type);
        }

        return string.Join(", ", Csv.Columns.Select(c => c.Value.Kind == ColumnKind.Integer
            ? $"{Sql.Name(c.Key)}::BIGINT AS {Sql.Name(c.Key)}"
            : Sql.Name(c.Key)));
    }

    private void Whole(string name, string column, ColumnType type)
    {
        var bad = $"FROM {name} WHERE {Sql.Name(column)} IS NOT NULL AND (NOT regexp_full_match({Sql.Name(column)}, '\\s*[+-]?[0-9]+\\s*') OR TRY_CAST({Sql.Name(column)} AS BIGINT) IS NULL)";
        var examples = connection.Rows($"SELECT rowid, {Sql.Name(column)} {bad} ORDER BY rowid LIMIT 5", cancellation);
        if (examples.Count > 0)
        {
            throw new DiagnosticException(DataDiagnostics.BadValues(
                dataset.At("files", table.Index, "csv", "columns", column),
                column,
                $"no {type}",
                connection.Scalar($"SELECT count(*) {bad}", cancellation),
                [.. examples.Select(r => $"row {r[0]}: '{r[1]}'")]));
        }
    }

    private (HashSet<string> Fractions, HashSet<string> Large) Inspect(string name, List<DuckColumn> whole)
    {
        if (whole.Count == 0)
        {
            return ([], []);
        }

        var tests = whole.Select(c => $"coalesce(bool_or({Sql.Name(c.Name)} != trunc({Sql.Name(c.Name)})), false)::INTEGER, coalesce(max(abs({Sql.Name(c.Name)})) >= {LargestExact}, false)::INTEGER");
        var row = connection.Rows($"SELECT {string.Join(", ", tests)} FROM {name}", cancellation)[0];
        var fractions = whole.Where((_, i) => row[2 * i] == "1").Select(c => c.Name).ToHashSet();
        var large = whole.Where((_, i) => row[2 * i] == "0" && row[(2 * i) + 1] == "1").Select(c => c.Name).ToHashSet();
        return (fractions, large);
    }

    private string Source(string sample, string options)
    {
        return $"read_csv({Staging.Paths(table)}, delim={Sql.Text(Delimiter)}, quote='\"', escape='\"', header={(Csv.Header ? "true" : "false")}, skip={Csv.Skip}, nullstr={Sql.Text(Csv.Null)}, sample_size={sample}, buffer_size={BufferSize}{Staging.Compression(table)}{options})";
    }

    private static string DuckTypeOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Number => "DOUBLE",
        ColumnKind.Boolean => "BOOLEAN",
        ColumnKind.Timestamp => "TIMESTAMP",
        _ => "VARCHAR",
    };
}
