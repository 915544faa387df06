using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Core.Json;
using Lepton.Data.Content;
using Lepton.Store;

namespace Lepton.Data;

/// <summary>What a dataset's spec became.</summary>
/// <param name="Outputs">A Parquet blob a part, the profile, and the digests of the rows that training may see.</param>
public sealed record BuiltDataset(IReadOnlyList<Column> Columns, IReadOnlyDictionary<Part, long> Rows, IReadOnlyList<StepOutput> Outputs)
{
    /// <summary>Digest of column names, types and values in row order, part by part.</summary>
    public Digest Digest => CanonicalJson.DigestOf(new JsonObject(
        Rows.Keys.Order().Select(p => KeyValuePair.Create(PartWriter.Name(p), (JsonNode?)Outputs.FirstOrDefault(o => o.Name == PartWriter.Name(p))?.Content.ToString()))));

    /// <summary>The facts that a result of kind data holds.</summary>
    public JsonObject Facts() => new()
    {
        ["digest"] = Digest.ToString(),
        ["rows"] = new JsonObject(Rows.OrderBy(r => r.Key).Select(r => KeyValuePair.Create(PartWriter.Name(r.Key), (JsonNode?)r.Value))),
        ["columns"] = new JsonArray([.. Columns.Select(c => (JsonNode)c.ToJson())]),
    };
}
