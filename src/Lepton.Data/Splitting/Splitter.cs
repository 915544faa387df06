using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Splitting;

/// <summary>Gives every row of the table <c>data</c> its part, in the column <c>__part</c>.</summary>
internal sealed class Splitter(DatasetSpec dataset, DuckConnection connection, CancellationToken cancellation)
{
    private const int Null = 254;
    private const int Both = 255;

    private SplitSpec Split => dataset.Split;

    /// <summary>The part as an expression over one row, or null where it takes all rows to tell.</summary>
    public string? RowExpression() => Split.By switch
    {
        SplitKind.Expression => Expression(),
        SplitKind.Random => Hashed(Split.Column ?? ColumnOf(ColumnRole.Id)),
        SplitKind.Group => Hashed(Split.Column ?? ColumnOf(ColumnRole.Group)),
        _ => null,
    };

    /// <summary>Replaces <c>data</c> by a table with parts, where all rows are needed to tell.</summary>
    public void AssignByRank()
    {
        var id = Sql.Name(ColumnOf(ColumnRole.Id)!);
        var part = Split.By == SplitKind.Stratified ? Stratified(id) : ByTime(id);
        connection.Execute(
            $"""
            CREATE TABLE __parts AS {part};
            CREATE TABLE __data AS SELECT data.*, p.part::UTINYINT AS __part FROM data JOIN __parts p ON data.rowid = p.r ORDER BY data.rowid;
            DROP TABLE data;
            DROP TABLE __parts;
            ALTER TABLE __data RENAME TO data;
            """,
            cancellation);
    }

    /// <exception cref="DiagnosticException">Rows without a part, rows in two, or an empty part.</exception>
    public IReadOnlyDictionary<Part, long> Count()
    {
        var counts = connection.Rows("SELECT __part, count(*) FROM data GROUP BY __part", cancellation).ToDictionary(r => int.Parse(r[0]!), r => long.Parse(r[1]!));
        if (counts.TryGetValue(Both, out var both))
        {
            throw new DiagnosticException(DataDiagnostics.BadSplit(dataset.At("split"), $"{both} rows fulfil both the test and the validation condition"));
        }

        if (counts.TryGetValue(Null, out var nulls))
        {
            throw new DiagnosticException(DataDiagnostics.BadSplit(dataset.At("split"), $"for {nulls} rows the split has no answer, since what it looks at is null"));
        }

        var parts = Enum.GetValues<Part>().ToDictionary(p => p, p => counts.GetValueOrDefault((int)p));
        var empty = parts.Where(p => p.Value == 0 && (p.Key != Part.Validation || Split.Validation is not null)).Select(p => p.Key).ToList();
        return empty.Count == 0
            ? parts
            : throw new DiagnosticException([.. empty.Select(p => DataDiagnostics.EmptyPart(
                p == Part.Train ? dataset.At("split") : dataset.At("split", p == Part.Test ? "test" : "validation"),
                p switch { Part.Train => "training", Part.Test => "test", _ => "validation" }))]);
    }

    private string Expression()
    {
        var test = $"({Split.Test})::BOOLEAN";
        var validation = Split.Validation is null ? "false" : $"({Split.Validation})::BOOLEAN";
        return $"CASE WHEN {test} IS NULL OR {validation} IS NULL THEN {Null} WHEN {test} AND {validation} THEN {Both} WHEN {test} THEN 2 WHEN {validation} THEN 1 ELSE 0 END";
    }

    private string Hashed(string? column) =>
        $"CASE WHEN {Sql.Name(column!)} IS NULL THEN {Null} WHEN {Uniform(column!)} < {Number(Split.TestShare)} THEN 2 WHEN {Uniform(column!)} < {Number(Split.TestShare + Split.ValidationShare)} THEN 1 ELSE 0 END";

    // First eight bytes, big-endian, of SHA-256(seed, NUL, canonical text) over 2^64.
    private string Uniform(string column) =>
        $"(('0x' || substr({Sql.SeededHash($"{Split.Seed}", Sql.Name(column))}, 1, 16))::UBIGINT::DOUBLE / 18446744073709551616::DOUBLE)";

    private string Stratified(string id)
    {
        var column = Sql.Name(Split.Column!);
        return $"""
            SELECT r, CASE WHEN c IS NULL THEN {Null} WHEN k < floor(n * {Number(Split.TestShare)} + 0.5) THEN 2 WHEN k < floor(n * {Number(Split.TestShare + Split.ValidationShare)} + 0.5) THEN 1 ELSE 0 END AS part
            FROM (SELECT rowid AS r, {column} AS c, row_number() OVER (PARTITION BY {column} ORDER BY {Uniform(ColumnOf(ColumnRole.Id)!)}, {id}) - 1 AS k, count(*) OVER (PARTITION BY {column}) AS n FROM data)
            """;
    }

    private string ByTime(string id)
    {
        var column = Sql.Name(Split.Column ?? ColumnOf(ColumnRole.Time)!);
        return $"""
            SELECT r, CASE WHEN t IS NULL THEN {Null} WHEN k >= n * (1 - {Number(Split.TestShare)}) THEN 2 WHEN k >= n * (1 - {Number(Split.TestShare + Split.ValidationShare)}) THEN 1 ELSE 0 END AS part
            FROM (SELECT rowid AS r, {id}, {column} AS t, rank() OVER (ORDER BY {column}) - 1 AS k, count(*) OVER () AS n FROM data)
            """;
    }

    private static string Number(double share) => share.ToString("R") + "::DOUBLE";

    private string? ColumnOf(ColumnRole role) =>
        dataset.Columns.Where(c => c.Value.Role == role).Select(c => c.Key).FirstOrDefault();
}
