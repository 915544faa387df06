using System.Text.Json.Nodes;
using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Gates;
using Lepton.Specs.Schema;

namespace Lepton.GitOps.Report;

/// <summary>A report as one JSON document.</summary>
public static class ReportJson
{
    public const string Schema = "lepton/report/v1";

    public static JsonObject Document(ChangeReport report) => new()
    {
        ["schema"] = Schema,
        ["verdict"] = Words.Of(report.Verdict),
        ["headline"] = report.Headline,
        ["base"] = report.Base is { } b ? new JsonObject { ["name"] = b.Name, ["commit"] = b.Commit } : null,
        ["head"] = report.Head,
        ["uncommitted"] = report.IsDirty,
        ["reproduce"] = report.Reproduce,
        ["models"] = new JsonArray([.. report.Models.Select(m => (JsonNode)Model(m))]),
        ["gone"] = new JsonArray([.. report.Gone.Select(g => (JsonNode)g)]),
        ["specs"] = new JsonArray([.. report.Specs.Select(s => (JsonNode)new JsonObject { ["path"] = s.Title, ["changes"] = Lines(s.Lines) })]),
        ["datasets"] = new JsonArray([.. report.Datasets.Select(d => (JsonNode)new JsonObject { ["name"] = d.Title, ["changes"] = Lines(d.Lines) })]),
    };

    private static JsonObject Model(ReportedModel model) => new()
    {
        ["name"] = model.Name,
        ["description"] = model.Description,
        ["verdict"] = Words.Of(model.Verdict),
        ["metric"] = model.Metric,
        ["confidence"] = model.Confidence,
        ["gates-in-spec"] = model.Gates,
        ["failure"] = model.Failure,
        ["reasons"] = Lines(model.Reasons),
        ["gates"] = new JsonArray([.. model.Verdicts.Select(v => (JsonNode)Gate(v))]),
        ["metrics"] = new JsonObject(model.Metrics.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value.ToJson()))),
        ["cross-validation"] = model.Folds is { } folds
            ? new JsonObject { ["folds"] = folds.Folds, ["repeats"] = folds.Repeats, ["metrics"] = new JsonObject(folds.Metrics.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value.ToJson()))) }
            : null,
        ["seeds"] = model.Seeds is { } seeds ? new JsonObject { ["seeds"] = seeds.Seeds, ["metrics"] = new JsonObject(seeds.Metrics.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value.ToJson()))) } : null,
        ["comparisons"] = new JsonArray([.. model.Comparisons.Select(c => (JsonNode)Comparison(model, c))]),
        ["curves"] = model.Curves?.DeepClone(),
        ["rows"] = new JsonObject(model.Rows.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))),
        ["steps"] = new JsonArray([.. model.Steps.Select(s => (JsonNode)new JsonObject { ["kind"] = s.Kind, ["seconds"] = s.Seconds, ["reused"] = s.IsReused })]),
        ["artifact"] = model.Artifact is { } artifact ? new JsonObject { ["digest"] = artifact.Digest, ["size"] = artifact.Size } : null,
        ["test-set-uses"] = model.TestSetUses,
    };

    private static JsonObject Gate(GateVerdict verdict)
    {
        var json = verdict.ToJson();
        json["blocks"] = verdict.Blocks;
        return json;
    }

    private static JsonObject Comparison(ReportedModel model, ComparisonResult comparison) => new()
    {
        ["name"] = comparison.Name,
        ["origin"] = model.Origins.GetValueOrDefault(comparison.Name),
        ["artifact"] = comparison.Artifact,
        ["same"] = comparison.IsSame,
        ["first"] = comparison.IsFirst,
        ["obstacle"] = comparison.Obstacle,
        ["words"] = ReportWords.Of(comparison),
        ["rows"] = comparison.Rows,
        ["compared"] = comparison.Compared,
        ["seen"] = comparison.Seen,
        ["unmatched"] = comparison.Unmatched,
        ["metrics"] = Estimates(comparison.Metrics),
        ["slices"] = new JsonObject(comparison.Slices.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => KeyValuePair.Create(s.Key, (JsonNode?)Estimates(s.Value)))),
    };

    private static JsonObject Estimates(IReadOnlyList<PairedEstimate> estimates) =>
        new(estimates.Select(e => KeyValuePair.Create(e.Metric, (JsonNode?)e.ToJson())));

    private static JsonArray Lines(IEnumerable<string> lines) => new([.. lines.Select(l => (JsonNode)l)]);
}
