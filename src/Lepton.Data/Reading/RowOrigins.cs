using System.Text.Json.Nodes;
using Lepton.Data.DuckDb;
using Lepton.Data.Queries;

namespace Lepton.Data.Reading;

/// <summary>Names file and row of rows of <c>data</c>, where the query only projects and filters.</summary>
internal sealed class RowOrigins(DuckConnection connection, DataRelation data, SyntaxTree? tree)
{
    private bool made;
    private bool failed = tree is null;

    /// <summary>Gives the rows of <c>data</c> their rowid.</summary>
    public void NumberRows(CancellationToken cancellation) => data.Store(cancellation);

    /// <summary>One text a row, or none at all where origins are not known.</summary>
    public IReadOnlyList<string> Of(IReadOnlyList<long> rowIds)
    {
        if (failed || rowIds.Count == 0 || !Make())
        {
            return [];
        }

        var found = connection.Rows($"SELECT rowid, __file, __row FROM __origins WHERE rowid IN ({string.Join(", ", rowIds)})").ToDictionary(r => long.Parse(r[0]!), r => $"{r[1]}, row {r[2]}");
        return found.Count == rowIds.Distinct().Count() ? [.. rowIds.Select(r => found[r])] : [];
    }

    // The same query with two columns more has the same rows in the same order.
    private bool Make()
    {
        if (made)
        {
            return true;
        }

        try
        {
            var root = (JsonObject)tree!.Root.DeepClone();
            if (root["statements"]![0]!["node"]!["select_list"] is not JsonArray select)
            {
                failed = true;
                return false;
            }

            select.Clear();
            select.Add((JsonNode)Column("file", "__file"));
            select.Add((JsonNode)Column("row", "__row"));
            connection.Execute($"CREATE TEMP TABLE __origins AS {SyntaxTree.ToSql(connection, root)}");
            made = true;
            return true;
        }
        catch (DuckException)
        {
            // A query whose FROM hides file and row has no origins to tell.
            failed = true;
            return false;
        }
    }

    private static JsonObject Column(string name, string alias) => new()
    {
        ["class"] = "COLUMN_REF",
        ["type"] = "COLUMN_REF",
        ["alias"] = alias,
        ["query_location"] = ulong.MaxValue,
        ["column_names"] = new JsonArray(name),
    };
}
