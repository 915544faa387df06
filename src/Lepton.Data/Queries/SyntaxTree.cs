using System.Text.Json.Nodes;
using Lepton.Data.DuckDb;

namespace Lepton.Data.Queries;

/// <summary>DuckDB's own syntax tree of a query, as JSON.</summary>
internal sealed class SyntaxTree
{
    private SyntaxTree(JsonObject root) => Root = root;

    public JsonObject Root { get; }

    /// <summary>The statement's outermost node.</summary>
    public JsonObject Node => (JsonObject)Root["statements"]![0]!["node"]!;

    /// <exception cref="DuckException">The text is no single SELECT.</exception>
    public static SyntaxTree Parse(DuckConnection connection, string sql)
    {
        var json = connection.Rows($"SELECT json_serialize_sql({Sql.Text(sql)}::VARCHAR)")[0][0]!;
        var root = (JsonObject)JsonNode.Parse(json, documentOptions: new() { MaxDepth = 1000 })!;
        if ((bool)root["error"]!)
        {
            throw new DuckException((string?)root["error_message"] ?? "not a query");
        }

        return root["statements"]!.AsArray().Count == 1 ? new SyntaxTree(root) : throw new DuckException("one query is expected, there are several");
    }

    /// <summary>Every object in a part of the tree, parents first.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                yield return map;
                foreach (var item in map.SelectMany(p => Objects(p.Value)))
                {
                    yield return item;
                }

                break;
            case JsonArray list:
                foreach (var item in list.SelectMany(Objects))
                {
                    yield return item;
                }

                break;
            default:
                break;
        }
    }

    /// <summary>The text at a key, or null where there is none: some keys hold texts in one kind of node and objects in another.</summary>
    public static string? Text(JsonNode? node, string key) => node?[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Names of the columns that a part of the tree reads, without their tables.</summary>
    public static IEnumerable<string> Columns(JsonNode? node) =>
        Objects(node).Where(o => Text(o, "class") == "COLUMN_REF").Select(o => (string)o["column_names"]!.AsArray()[^1]!);

    /// <summary>SQL of the tree, or of a changed copy of it.</summary>
    public static string ToSql(DuckConnection connection, JsonObject root) =>
        connection.Rows($"SELECT json_deserialize_sql({Sql.Text(root.ToJsonString())}::JSON)")[0][0]!;
}
