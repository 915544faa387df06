using System.Text.Json.Nodes;
using Lepton.Data.DuckDb;

namespace Lepton.Data.Queries;

/// <summary>What DuckDB would do for a query.</summary>
internal static class QueryPlan
{
    private static readonly HashSet<string> OrderKeeping = new(StringComparer.Ordinal)
    {
        "PROJECTION", "FILTER", "SEQ_SCAN", "TABLE_SCAN", "UNION", "EMPTY_RESULT", "DUMMY_SCAN", "COLUMN_DATA_SCAN",
    };

    /// <summary>Whether the plan only projects and filters, so that rows leave it in the order in which they stand in the files.</summary>
    public static bool KeepsOrder(DuckConnection connection, string sql)
    {
        using var reader = connection.Query($"EXPLAIN (FORMAT JSON) {sql}");
        var names = new List<string>();
        while (reader.Read())
        {
            for (var row = 0; row < reader.Count; row++)
            {
                names.AddRange(SyntaxTree.Objects(JsonNode.Parse(reader.Column(1).Text(row)!)).Select(o => SyntaxTree.Text(o, "name")).OfType<string>());
            }
        }

        return names.Count > 0 && names.TrueForAll(OrderKeeping.Contains);
    }
}
