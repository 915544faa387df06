using System.Text.Json.Nodes;
using Lepton.Cli.Commands;
using Lepton.Cli.Pipeline;
using Lepton.Specs;
using Lepton.Specs.Schema;
using Lepton.Training.Search;

namespace Lepton.Cli.Output;

/// <summary>What a search found, as <c>lepton/search/v1</c>.</summary>
internal static class SearchJson
{
    public static JsonObject Document(SearchPlan plan, SearchOutcome outcome, HyperparametersEdit? edit, bool isWritten, string? pull) => new()
    {
        ["schema"] = "lepton/search/v1",
        ["search"] = plan.Search.Name,
        ["model"] = plan.Search.Model,
        ["method"] = Words.Of(plan.Search.Method),
        ["objectives"] = new JsonArray([.. plan.Search.Objectives.Select(o => (JsonNode)new JsonObject { ["name"] = o, ["direction"] = SearchPlan.IsHigherBetter(o) ? "maximise" : "minimise" })]),
        ["rows"] = outcome.Rows,
        ["whole"] = outcome.IsWhole,
        ["current"] = Numbers(outcome.Current),
        ["trials"] = new JsonArray([.. outcome.Trials.Select((t, i) => (JsonNode)new JsonObject
        {
            ["index"] = t.Plan.Index,
            ["rounds"] = t.Plan.Rounds,
            ["values"] = Values(t.Values),
            ["objectives"] = Numbers(t.Objectives),
            ["best"] = outcome.Best.Contains(i),
            ["seconds"] = t.Seconds,
        })]),
        ["changes"] = edit is null ? null : Values([.. edit.Changes.Select(c => new Entry<JsonNode>(c.Name, c.After))]),
        ["written"] = isWritten,
        ["pull-request"] = pull,
    };

    private static JsonObject Values(IReadOnlyList<Entry<JsonNode>> values) => new(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value.DeepClone())));

    private static JsonArray? Numbers(IReadOnlyList<double>? values) => values is null ? null : new JsonArray([.. values.Select(v => double.IsFinite(v) ? (JsonNode?)v : null)]);
}
