using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Specs;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Reading;

/// <summary>Matches what the query returns with what the spec lists.</summary>
internal static class ColumnBinder
{
    /// <exception cref="DiagnosticException">A column is not listed, missing, or of another type: all of them at once.</exception>
    public static IReadOnlyList<BoundColumn> Bind(DatasetSpec dataset, IReadOnlyList<DuckColumn> returned)
    {
        var problems = new List<Diagnostic>();
        var names = returned.Select(c => c.Name).ToList();
        foreach (var (name, _) in dataset.Columns)
        {
            if (!(NamePattern.IsPattern(name) ? names.Exists(n => NamePattern.Matches(name, n)) : names.Contains(name)))
            {
                problems.Add(DataDiagnostics.MissingColumn(dataset.At("columns", name), name, names));
            }
        }

        var bound = new List<BoundColumn>();
        foreach (var column in returned)
        {
            if (dataset.Find(column.Name) is not { } spec)
            {
                problems.Add(DataDiagnostics.UnlistedColumn(dataset.At("query"), column.Name));
            }
            else if (Convert(column, spec.Type) is not var (expression, failure))
            {
                problems.Add(DataDiagnostics.WrongColumnType(dataset.At("columns", column.Name, "type"), column.Name, spec.Type.ToString(), column.Type.ToString().ToUpperInvariant()));
            }
            else
            {
                bound.Add(new BoundColumn(
                    new Column(column.Name, spec.Type, spec.Role, !dataset.NeverNull(column.Name), spec.Unit, spec.Min, spec.Max, spec.Values, spec.Description),
                    expression,
                    failure,
                    MayBeNaN: spec.Type.Kind == ColumnKind.Number && column.IsFloating,
                    MayBeInfinite: spec.Type.Kind == ColumnKind.Number && !column.IsWhole));
            }
        }

        foreach (var twice in names.GroupBy(n => n).Where(g => g.Count() > 1))
        {
            problems.Add(DataDiagnostics.BadQuery(dataset.At("query"), $"it returns two columns named '{twice.Key}'"));
        }

        return problems.Count == 0 ? bound : throw new DiagnosticException(problems);
    }

    private static (string Expression, string? Failure)? Convert(DuckColumn column, ColumnType type)
    {
        var c = Sql.Name(column.Name);
        var isText = column.Type is DuckType.Varchar or DuckType.Enum;
        return type.Kind switch
        {
            ColumnKind.Number when column.IsFloating => ($"{c}::DOUBLE", null),
            ColumnKind.Number when column.IsNumeric => ($"{c}::DOUBLE", null),
            ColumnKind.Number when isText => ($"CASE WHEN isnan(TRY_CAST({c} AS DOUBLE)) THEN NULL ELSE TRY_CAST({c} AS DOUBLE) END", $"{c} IS NOT NULL AND TRY_CAST({c} AS DOUBLE) IS NULL"),
            ColumnKind.Integer when column.IsWhole => ($"TRY_CAST({c} AS BIGINT)", column.Type is DuckType.UBigInt or DuckType.HugeInt or DuckType.UHugeInt ? $"{c} IS NOT NULL AND TRY_CAST({c} AS BIGINT) IS NULL" : null),
            ColumnKind.Integer when column.IsFloating || column.Type == DuckType.Decimal => (
                $"CASE WHEN isnan({c}::DOUBLE) THEN NULL ELSE TRY_CAST({c} AS BIGINT) END",
                $"{c} IS NOT NULL AND NOT isnan({c}::DOUBLE) AND ({c}::DOUBLE != trunc({c}::DOUBLE) OR TRY_CAST({c} AS BIGINT) IS NULL)"),
            ColumnKind.Integer when isText => ($"TRY_CAST({c} AS BIGINT)", $"{c} IS NOT NULL AND (NOT regexp_full_match({c}::VARCHAR, '\\s*[+-]?[0-9]+\\s*') OR TRY_CAST({c} AS BIGINT) IS NULL)"),
            ColumnKind.Boolean when column.Type == DuckType.Boolean => (c, null),
            ColumnKind.Boolean when column.IsNumeric => ($"({c} = 1)", $"{c} IS NOT NULL AND {c} NOT IN (0, 1)"),
            ColumnKind.Boolean when isText => ($"TRY_CAST({c} AS BOOLEAN)", $"{c} IS NOT NULL AND TRY_CAST({c} AS BOOLEAN) IS NULL"),
            ColumnKind.Category or ColumnKind.Text when column.Type is not (DuckType.List or DuckType.Array) => ($"{c}::VARCHAR", null),
            ColumnKind.Timestamp when column.Type is DuckType.Timestamp or DuckType.Date or DuckType.TimestampS or DuckType.TimestampMs or DuckType.TimestampNs or DuckType.TimestampTz => ($"{c}::TIMESTAMP", null),
            ColumnKind.Timestamp when isText => ($"TRY_CAST({c} AS TIMESTAMP)", $"{c} IS NOT NULL AND TRY_CAST({c} AS TIMESTAMP) IS NULL"),
            ColumnKind.Tensor when column.Type is DuckType.List or DuckType.Array => ($"{c}::FLOAT[]", $"{c} IS NULL OR len({c}::FLOAT[]) != {type.Size}"),
            ColumnKind.Tensor when isText => ($"TRY_CAST({c} AS FLOAT[])", $"TRY_CAST({c} AS FLOAT[]) IS NULL OR len(TRY_CAST({c} AS FLOAT[])) != {type.Size}"),
            ColumnKind.Tokens or ColumnKind.Tags when column is { Type: DuckType.List, Child: DuckType.Varchar } => (c, null),
            ColumnKind.Tokens or ColumnKind.Tags when isText => ($"TRY_CAST({c} AS VARCHAR[])", $"{c} IS NOT NULL AND TRY_CAST({c} AS VARCHAR[]) IS NULL"),
            _ => null,
        };
    }
}
