using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.GitOps.Locks;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;

namespace Lepton.GitOps.Evidence;

/// <summary>A model and its data as a bill of materials: CycloneDX 1.6 with a model card (https://cyclonedx.org/docs/1.6/json/). The same specs, lock and version give the same bytes.</summary>
public static class ModelBom
{
    private const string DatasetReference = "dataset";

    /// <param name="version">Of the model; null where it has none.</param>
    public static JsonObject Of(ModelSpec model, DatasetSpec dataset, LockFile locked, string? version) => new()
    {
        ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["serialNumber"] = $"urn:uuid:{Uuid($"{locked.Root["artifact"]?["digest"]} {version}")}",
        ["version"] = 1,
        ["metadata"] = new JsonObject { ["component"] = Model(model, locked, version) },
        ["components"] = new JsonArray(Dataset(dataset, locked)),
        ["dependencies"] = new JsonArray(new JsonObject { ["ref"] = "model", ["dependsOn"] = new JsonArray(DatasetReference) }),
    };

    private static JsonObject Model(ModelSpec model, LockFile locked, string? version) => Without(new JsonObject
    {
        ["type"] = "machine-learning-model",
        ["bom-ref"] = "model",
        ["name"] = model.Name,
        ["version"] = version,
        ["description"] = model.Description,
        ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-256", ["content"] = locked.Artifact?.Hex }),
        ["licenses"] = Licenses(model.Card.License),
        ["modelCard"] = Without(new JsonObject
        {
            ["modelParameters"] = new JsonObject
            {
                ["approach"] = new JsonObject { ["type"] = model.Task == TaskKind.MaskedLanguageModeling ? "self-supervised" : "supervised" },
                ["task"] = Words.Of(model.Task),
                ["architectureFamily"] = model.Trainer.Kind switch { TrainerKind.Linear => "linear model", TrainerKind.Xgboost => "gradient-boosted trees", TrainerKind.Ensemble => "ensemble", _ => "neural network" },
                ["datasets"] = new JsonArray(new JsonObject { ["ref"] = DatasetReference }),
                ["inputs"] = new JsonArray([.. (locked.Root["interface"]?["inputs"] as JsonArray ?? []).Select(i => (JsonNode)new JsonObject { ["format"] = $"{i?["name"]}: {i?["type"]}" })]),
                ["outputs"] = new JsonArray(new JsonObject { ["format"] = $"{locked.Root["interface"]?["target"]}: {locked.Root["interface"]?["task"]}" }),
            },
            ["quantitativeAnalysis"] = new JsonObject { ["performanceMetrics"] = new JsonArray([.. Metrics("test", locked.Root["metrics"]).Concat((locked.Root["slices"] as JsonObject ?? []).SelectMany(s => Metrics(s.Key, s.Value)))]) },
            ["considerations"] = Considerations(model.Card),
        }),
    });

    private static JsonObject Dataset(DatasetSpec dataset, LockFile locked) => Without(new JsonObject
    {
        ["type"] = "data",
        ["bom-ref"] = DatasetReference,
        ["name"] = dataset.Name,
        ["version"] = locked.Root["dataset"]?["digest"]?.ToString(),
        ["description"] = dataset.Description,
        ["licenses"] = Licenses(dataset.License),
        ["externalReferences"] = dataset.Homepage is { } page ? new JsonArray(new JsonObject { ["type"] = "website", ["url"] = page }) : null,
        ["data"] = new JsonArray(new JsonObject { ["type"] = "dataset", ["name"] = dataset.Name }),
    });

    // By name: whether a text is an identifier of SPDX depends on the version of its list.
    private static JsonArray? Licenses(string? license) => license is null ? null : new JsonArray(new JsonObject { ["license"] = new JsonObject { ["name"] = license } });

    // Values are texts there.
    private static IEnumerable<JsonNode> Metrics(string slice, JsonNode? metrics) => (metrics as JsonObject ?? []).Where(m => m.Value?["value"] is not null).Select(m => (JsonNode)Without(new JsonObject
    {
        ["type"] = m.Key,
        ["value"] = m.Value!["value"]!.ToString(),
        ["slice"] = slice,
        ["confidenceInterval"] = m.Value["low"] is { } low && m.Value["high"] is { } high ? new JsonObject { ["lowerBound"] = low.ToString(), ["upperBound"] = high.ToString() } : null,
    }));

    private static JsonObject? Considerations(CardSpec card) => card is { IntendedUse: null, Limits: null } ? null : Without(new JsonObject
    {
        ["useCases"] = card.IntendedUse is { } use ? new JsonArray(use) : null,
        ["technicalLimitations"] = card.Limits is { } limits ? new JsonArray(limits) : null,
    });

    private static JsonObject Without(JsonObject map)
    {
        foreach (var name in map.Where(p => p.Value is null).Select(p => p.Key).ToList())
        {
            map.Remove(name);
        }

        return map;
    }

    // Of a text, in the form of RFC 9562, version 8.
    private static Guid Uuid(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
