using System.Text.Json.Nodes;
using Lepton.Data.DuckDb;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Content;

/// <summary>What the columns hold: counts, nulls, bounds, mean, quantiles, most frequent values.</summary>
internal static class Profile
{
    private const int Shown = 10;

    public static JsonObject Make(IReadOnlyList<Column> columns, IReadOnlyList<NumberSummary?> numbers, long[] nulls, IReadOnlyDictionary<Part, long> rows, DuckConnection connection)
    {
        Parallel.ForEach(numbers.OfType<NumberSummary>(), n => n.Finish());
        var list = new JsonArray();
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            var entry = new JsonObject { ["name"] = column.Name, ["type"] = column.Type.ToString(), ["count"] = rows.Values.Sum() - nulls[i], ["nulls"] = nulls[i] };
            numbers[i]?.WriteTo(entry);
            if (column.Type.Kind is ColumnKind.Boolean or ColumnKind.Category or ColumnKind.Text && column.Role == ColumnRole.Feature)
            {
                entry["top"] = Top(column, connection);
            }

            list.Add((JsonNode)entry);
        }

        return new JsonObject
        {
            ["schema"] = "lepton/profile/v1",
            ["rows"] = new JsonObject(rows.Select(r => KeyValuePair.Create(PartWriter.Name(r.Key), (JsonNode?)r.Value))),
            ["columns"] = list,
        };
    }

    private static JsonArray Top(Column column, DuckConnection connection)
    {
        var c = Sql.Name(column.Name);
        var rows = connection.Rows($"SELECT left({c}::VARCHAR, 80), count(*) FROM data WHERE {c} IS NOT NULL GROUP BY {c} ORDER BY count(*) DESC, {c} LIMIT {Shown}");
        return new JsonArray([.. rows.Select(r => (JsonNode)new JsonObject { ["value"] = r[0], ["count"] = long.Parse(r[1]!) })]);
    }
}
