using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Specs.Schema;

namespace Lepton.Cli.Output;

/// <summary>What became of models, as one JSON document.</summary>
internal static class OutcomeJson
{
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Document(string command, IReadOnlyList<ModelOutcome> models, ExitCode code) => new()
    {
        ["schema"] = $"lepton/{command}/v1",
        ["exit-code"] = (int)code,
        ["models"] = new JsonArray([.. models.Select(m => (JsonNode)Model(m))]),
    };

    private static JsonObject Model(ModelOutcome model) => new()
    {
        ["name"] = model.Model.Name,
        ["steps"] = new JsonObject(model.Steps.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)new JsonObject
        {
            ["status"] = Words.Of(s.Value.Status),
            ["key"] = s.Value.Result?.Key.ToString(),
            ["seconds"] = s.Value.Result?.Seconds,
            ["diagnostics"] = new JsonArray([.. s.Value.Diagnostics.Select(d => (JsonNode)JsonLines.Describe(d))]),
        }))),
        ["artifact"] = model.Steps.GetValueOrDefault("train")?.Result?.Find("model") is { } output
            ? new JsonObject { ["digest"] = output.Blob.ToString(), ["size"] = output.Size }
            : null,
        ["training"] = model.Steps.GetValueOrDefault("train")?.Result?.Facts["trainer"]?.DeepClone(),
        ["metrics"] = model.Steps.GetValueOrDefault("evaluate")?.Result?.Facts["metrics"]?.DeepClone(),
        ["cross-validation"] = model.Steps.GetValueOrDefault("cross-validate")?.Result?.Facts["metrics"] is null ? null : model.Steps["cross-validate"].Result!.Facts.DeepClone(),
        ["seeds"] = model.Steps.GetValueOrDefault("seeds")?.Result?.Facts.DeepClone(),
        ["slices"] = model.Steps.GetValueOrDefault("evaluate")?.Result?.Facts["slices"]?.DeepClone(),
        ["comparisons"] = model.Steps.GetValueOrDefault("compare")?.Result?.Facts["references"]?.DeepClone(),
        ["gates"] = new JsonArray([.. model.Verdicts.Select(v => (JsonNode)v.ToJson())]),
        ["lock"] = Words.Of(model.Lock),
    };
}
