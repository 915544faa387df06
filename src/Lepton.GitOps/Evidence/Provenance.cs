using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.GitOps.Locks;

namespace Lepton.GitOps.Evidence;

/// <summary>
/// Where a model came from: an in-toto Statement v1 (https://in-toto.io/Statement/v1) with SLSA provenance v1
/// (https://slsa.dev/provenance/v1). It has no times, so the same build gives the same bytes.
/// </summary>
public static class Provenance
{
    public const string StatementType = "https://in-toto.io/Statement/v1";
    public const string Type = "https://slsa.dev/provenance/v1";

    private const string BuildType = "urn:lepton:model:v1";

    /// <param name="subjects">The files that it speaks for.</param>
    /// <param name="specs">The specs that the model was built of, by path from the workspace.</param>
    /// <param name="source">The commit of the specs, or null where they are in none.</param>
    /// <param name="builder">Who built.</param>
    /// <param name="lepton">Version of Lepton.</param>
    /// <param name="version">Version of the model; null where it is not released.</param>
    public static JsonObject Of(LockFile locked, IReadOnlyList<(string Name, Digest Digest)> subjects, IReadOnlyList<(string Path, Digest Digest)> specs, SourceCommit? source, string builder, string lepton, string? version) => new()
    {
        ["_type"] = StatementType,
        ["subject"] = new JsonArray([.. subjects.Select(s => (JsonNode)Descriptor(s.Name, "sha256", s.Digest.Hex))]),
        ["predicateType"] = Type,
        ["predicate"] = new JsonObject
        {
            ["buildDefinition"] = new JsonObject
            {
                ["buildType"] = BuildType,
                ["externalParameters"] = Parameters(locked.Model, specs, version),
                ["internalParameters"] = new JsonObject
                {
                    ["environment"] = locked.Root["environment"]?.DeepClone(),
                    ["inputs"] = locked.Root["inputs"]?.DeepClone(),
                },
                ["resolvedDependencies"] = new JsonArray([.. Dependencies(locked, source)]),
            },
            ["runDetails"] = new JsonObject
            {
                ["builder"] = new JsonObject
                {
                    ["id"] = Uri.IsWellFormedUriString(builder, UriKind.Absolute) ? builder : $"urn:lepton:builder:{Uri.EscapeDataString(builder)}",
                    ["version"] = new JsonObject { ["lepton"] = lepton },
                },
            },
        },
    };

    private static JsonObject Parameters(string model, IReadOnlyList<(string Path, Digest Digest)> specs, string? version)
    {
        var parameters = new JsonObject { ["model"] = model, ["specs"] = new JsonArray([.. specs.Select(s => (JsonNode)Descriptor(s.Path, "sha256", s.Digest.Hex))]) };
        if (version is not null)
        {
            parameters["version"] = version;
        }

        return parameters;
    }

    private static IEnumerable<JsonNode> Dependencies(LockFile locked, SourceCommit? source)
    {
        if (source is not null)
        {
            yield return new JsonObject { ["uri"] = source.Uri, ["digest"] = new JsonObject { ["gitCommit"] = source.Commit } };
        }

        // Over names, types and values of a dataset, not over the bytes of a file: so it is not called sha256.
        if (Digest.TryParse(locked.Root["dataset"]?["digest"]?.ToString(), out var dataset))
        {
            yield return Descriptor($"dataset {locked.Root["dataset"]?["name"]}", "leptonDataset", dataset.Hex);
        }
    }

    internal static JsonObject Descriptor(string name, string algorithm, string hex) =>
        new() { ["name"] = name, ["digest"] = new JsonObject { [algorithm] = hex } };
}
