using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;

namespace Lepton.Data.Queries;

/// <summary>Refuses queries whose answer could differ from run to run: clocks, chance, and orders that nothing fixes.</summary>
internal sealed class QueryGuard(DuckConnection connection, SourceLocation at)
{
    // The same whatever the order of the rows; sums and means only over exact types.
    private static readonly HashSet<string> OrderFree = new(StringComparer.Ordinal)
    {
        "count", "count_star", "count_if", "countif", "min", "max", "bool_and", "bool_or", "bit_and", "bit_or", "bit_xor", "bitstring_agg",
        "median", "quantile_cont", "quantile_disc", "quantile", "percentile_cont", "percentile_disc", "mad", "histogram", "grouping", "grouping_id",
    };

    private static readonly HashSet<string> ExactOnly = new(StringComparer.Ordinal) { "sum", "avg", "mean" };

    private static readonly HashSet<string> Impure = new(StringComparer.Ordinal)
    {
        "age", "ago", "current_setting", "getvariable", "version", "current_localtimestamp", "current_localtime", "pg_sleep", "user", "current_user",
        "current_role", "session_user", "current_catalog", "pg_conf_load_time", "pg_postmaster_start_time", "getenv",
    };

    private static readonly HashSet<string> ClockColumns = new(StringComparer.Ordinal)
    {
        "current_date", "current_timestamp", "current_time", "localtime", "localtimestamp", "current_user", "session_user",
    };

    private static readonly HashSet<string> PureTableFunctions = new(StringComparer.Ordinal) { "range", "generate_series", "unnest" };

    private static readonly string[] RankingWindows = ["WINDOW_RANK", "WINDOW_RANK_DENSE", "WINDOW_PERCENT_RANK", "WINDOW_CUME_DIST"];

    // Asked for only where the query calls a function: there are thousands.
    private readonly Lazy<Dictionary<string, string>> kinds = new(() => Functions(connection));

    /// <summary>Everything that is wrong with the query.</summary>
    public List<Diagnostic> Check(SyntaxTree tree)
    {
        var found = new List<Diagnostic>();
        Node(tree.Node, [], found);
        return [.. found.Distinct()];
    }

    private void Node(JsonNode? node, List<JsonObject> scopes, List<Diagnostic> found)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list)
                {
                    Node(item, scopes, found);
                }

                return;
            case not JsonObject:
                return;
            default:
                break;
        }

        var map = (JsonObject)node;
        var inner = SyntaxTree.Text(map, "type") is "SELECT_NODE" or "SET_OPERATION_NODE" or "RECURSIVE_CTE_NODE" or "CTE_NODE" ? [.. scopes, map] : scopes;
        if (inner.Count > scopes.Count)
        {
            Modifiers(map, found);
        }

        if (map["sample"] is JsonObject)
        {
            Refuse(found, "a sample", "take rows by a condition on a hash of the id instead");
        }

        switch (SyntaxTree.Text(map, "class"))
        {
            case "FUNCTION":
                Function(map, inner, found);
                break;
            case "WINDOW":
                Window(map, inner, found);
                break;
            case "COLUMN_REF" when map["column_names"] is JsonArray { Count: 1 } names && ClockColumns.Contains((string)names[0]!):
                Refuse(found, (string)names[0]!, "write the date or time that is meant");
                break;
            default:
                break;
        }

        Table(map, found);
        foreach (var (_, child) in map)
        {
            Node(child, inner, found);
        }
    }

    private void Table(JsonObject map, List<Diagnostic> found)
    {
        if (SyntaxTree.Text(map, "type") == "TABLE_FUNCTION" && SyntaxTree.Text(map["function"], "function_name") is { } name && !PureTableFunctions.Contains(name))
        {
            Refuse(found, $"the table function {name}", "name the file under files:");
        }
        else if (SyntaxTree.Text(map, "type") == "SHOW_REF")
        {
            Refuse(found, "SHOW, DESCRIBE or SUMMARIZE", "write a SELECT");
        }
        else if (SyntaxTree.Text(map, "join_type") is not null && SyntaxTree.Text(map, "ref_type") == "POSITIONAL")
        {
            Refuse(found, "a positional join", "join by row: ON a.row = b.row");
        }
    }

    private void Modifiers(JsonObject node, List<Diagnostic> found)
    {
        var modifiers = node["modifiers"] as JsonArray ?? [];
        var ordered = modifiers.Any(m => SyntaxTree.Text(m, "type") == "ORDER_MODIFIER");
        foreach (var modifier in modifiers)
        {
            var type = SyntaxTree.Text(modifier, "type");
            if (type is "LIMIT_MODIFIER" or "LIMIT_PERCENT_MODIFIER" && !ordered)
            {
                Refuse(found, "LIMIT without ORDER BY", "add ORDER BY a unique column");
            }
            else if (type == "DISTINCT_MODIFIER" && modifier!["distinct_on_targets"] is JsonArray { Count: > 0 } && !ordered)
            {
                Refuse(found, "DISTINCT ON without ORDER BY", "add ORDER BY a unique column");
            }
        }
    }

    private void Function(JsonObject call, List<JsonObject> scopes, List<Diagnostic> found)
    {
        if (call["is_operator"]?.GetValue<bool>() == true)
        {
            return;
        }

        var name = ((string)call["function_name"]!).ToLowerInvariant();
        if (Impure.Contains(name) || (kinds.Value.TryGetValue(name, out var kind) && kind == "impure"))
        {
            Refuse(found, $"{name}()", "clocks, chance and settings change from run to run; write the value that is meant");
        }
        else if (kinds.Value.TryGetValue(name, out kind) && kind == "aggregate" && call["order_bys"]?["orders"] is not JsonArray { Count: > 0 })
        {
            Aggregate(name, call, scopes, found);
        }
    }

    private void Aggregate(string name, JsonObject call, List<JsonObject> scopes, List<Diagnostic> found)
    {
        if (OrderFree.Contains(name) || (ExactOnly.Contains(name) && IsExact((JsonArray)call["children"]!, scopes)))
        {
            return;
        }

        Refuse(
            found,
            ExactOnly.Contains(name) ? $"{name}() over floating-point values" : $"{name}() without ORDER BY",
            ExactOnly.Contains(name) ? $"write {name}(x ORDER BY id), or {name}(x::DECIMAL(18,4))" : $"write {name}(… ORDER BY a unique column)");
    }

    private void Window(JsonObject window, List<JsonObject> scopes, List<Diagnostic> found)
    {
        var ordered = window["orders"] is JsonArray { Count: > 0 };
        var type = (string)window["type"]!;
        if (type == "WINDOW_AGGREGATE")
        {
            var name = ((string)window["function_name"]!).ToLowerInvariant();
            if (!ordered)
            {
                Aggregate(name, window, scopes, found);
            }
        }
        else if (!ordered && !RankingWindows.Contains(type))
        {
            Refuse(found, $"{SyntaxTree.Text(window, "function_name") ?? "a window function"}() over a window without ORDER BY", "add ORDER BY a unique column to the window");
        }
    }

    // Asks DuckDB for the types of the arguments, by binding them alone in the FROM clause around the call.
    private bool IsExact(JsonArray arguments, List<JsonObject> scopes)
    {
        if (scopes.Count == 0 || SyntaxTree.Text(scopes[^1], "type") != "SELECT_NODE")
        {
            return false;
        }

        var select = (JsonObject)scopes[^1].DeepClone();
        select["select_list"] = arguments.DeepClone();
        select["group_expressions"] = new JsonArray();
        select["group_sets"] = new JsonArray();
        select["having"] = null;
        select["qualify"] = null;
        select["sample"] = null;
        select["modifiers"] = new JsonArray();
        var tables = (JsonArray)select["cte_map"]!["map"]!;
        foreach (var entry in scopes.SkipLast(1).SelectMany(s => s["cte_map"]?["map"] as JsonArray ?? []))
        {
            tables.Add(entry!.DeepClone());
        }

        try
        {
            var statement = new JsonObject
            {
                ["error"] = false,
                ["statements"] = new JsonArray(new JsonObject { ["node"] = select, ["named_param_map"] = new JsonArray() }),
            };
            return connection.Describe(SyntaxTree.ToSql(connection, statement)).All(c => c.IsWhole || c.Type is DuckType.Decimal or DuckType.Boolean);
        }
        catch (DuckException)
        {
            // What cannot be bound alone, a correlated argument say, is not proven exact.
            return false;
        }
    }

    private void Refuse(List<Diagnostic> found, string what, string mend) => found.Add(DataDiagnostics.NotRepeatable(at, what, mend));

    private static Dictionary<string, string> Functions(DuckConnection connection) =>
        connection.Rows(
            """
            SELECT function_name, CASE WHEN bool_or(stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')) AND function_name NOT IN ('error') THEN 'impure' ELSE max(function_type) END
            FROM duckdb_functions()
            WHERE function_type = 'aggregate' OR stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')
            GROUP BY function_name
            """).ToDictionary(r => r[0]!, r => r[1]!, StringComparer.Ordinal);
}
