using System.Text.Json.Nodes;
using Lepton.Evaluation.Drift;
using Lepton.GitOps.Changes;
using Lepton.GitOps.Locks;
using Lepton.Graph;

namespace Lepton.Cli.Output;

/// <summary>What differs between two revisions, as one JSON document.</summary>
internal static class DiffJson
{
    public static JsonObject Document(RevisionDiff diff) => new()
    {
        ["schema"] = "lepton/diff/v1",
        ["before"] = diff.Before,
        ["now"] = diff.Now,
        ["specs"] = new JsonArray([.. diff.Specs.Select(s => (JsonNode)new JsonObject
        {
            ["kind"] = s.Kind,
            ["name"] = s.Name,
            ["path"] = s.Path,
            ["change"] = s.Before is null ? "added" : s.Now is null ? "removed" : "changed",
            ["differences"] = Differences(s.Differences),
        })]),
        ["datasets"] = new JsonArray([.. diff.Datasets.Select(d => (JsonNode)Dataset(d))]),
        ["models"] = new JsonArray([.. diff.Models.Select(m => (JsonNode)Model(m))]),
    };

    private static JsonObject Dataset(DatasetChange dataset) => new()
    {
        ["name"] = dataset.Name,
        ["rows-before"] = Rows(dataset.RowsBefore),
        ["rows-now"] = Rows(dataset.RowsNow),
        ["columns-added"] = new JsonArray([.. dataset.Added.Select(c => (JsonNode)c)]),
        ["columns-removed"] = new JsonArray([.. dataset.Removed.Select(c => (JsonNode)c)]),
        ["rows"] = dataset.Rows is { } rows ? Rows(rows) : null,
        ["columns"] = new JsonArray([.. dataset.Drift.Select(c => (JsonNode)c.ToJson())]),
    };

    private static JsonObject Rows(IReadOnlyDictionary<string, long> rows) => new(rows.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value)));

    private static JsonObject Rows(RowChanges rows) => new() { ["added"] = rows.Added, ["gone"] = rows.Gone, ["changed"] = rows.Changed, ["moved-to-another-part"] = rows.Moved };

    private static JsonObject Model(ModelChange model) => new()
    {
        ["name"] = model.Name,
        ["artifact-before"] = Artifact(model.Before),
        ["artifact-now"] = Artifact(model.Now),
        ["metrics"] = new JsonArray([.. model.Metrics.Select(m => (JsonNode)new JsonObject
        {
            ["name"] = m.Name,
            ["slice"] = m.Slice,
            ["before"] = Estimate(m.Before, m.BeforeLow, m.BeforeHigh),
            ["now"] = Estimate(m.Now, m.NowLow, m.NowHigh),
            ["better"] = m.IsBetter,
        })]),
        ["interface"] = Differences(model.Interface),
    };

    private static JsonObject? Artifact(LockFile? file) => file?.Artifact is { } artifact ? new JsonObject { ["digest"] = artifact.ToString(), ["size"] = ModelChange.SizeOf(file) } : null;

    private static JsonObject? Estimate(double value, double low, double high) =>
        double.IsNaN(value) ? null : new JsonObject { ["value"] = value, ["low"] = double.IsNaN(low) ? null : low, ["high"] = double.IsNaN(high) ? null : high };

    private static JsonArray Differences(IEnumerable<InputDifference> differences) =>
        new([.. differences.Select(d => (JsonNode)d.ToJson())]);
}
