using System.Text.Json.Nodes;
using Lepton.Specs.Datasets;
using Lepton.Specs.Deployments;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Specs.Policies;
using Lepton.Specs.Searches;
using Lepton.Specs.Workspaces;
using Lepton.Specs.Yaml;

namespace Lepton.Specs;

/// <summary>JSON schemas (draft 2020-12) of the spec kinds, made from the same definitions that read them.</summary>
public static class JsonSchemas
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    private static readonly SpecDocument None = new(string.Empty, new MappingNode([], 0, 0), default);

    /// <summary>One schema for files of every kind: <c>kind</c> says which holds. What builds write, such as locks, it lets pass.</summary>
    public static JsonObject Any() => new()
    {
        ["$schema"] = Draft,
        ["title"] = "Lepton",
        ["type"] = "object",
        ["required"] = new JsonArray("kind"),
        ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames<SpecKind>().Append("Lock").Select(k => (JsonNode)k)]) } },
        ["allOf"] = new JsonArray([.. Enum.GetValues<SpecKind>().Select(k => (JsonNode)new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = k.ToString() } } },
            ["then"] = Describe(k),
        })]),
    };

    public static JsonObject Of(SpecKind kind)
    {
        var schema = Describe(kind);
        schema.Insert(0, "$schema", Draft);
        schema.Insert(1, "title", $"Lepton {kind}");
        return schema;
    }

    private static JsonObject Describe(SpecKind kind) => kind switch
    {
        SpecKind.Workspace => WorkspaceSpec.TypeFor(None).Describe(),
        SpecKind.Dataset => DatasetSpec.TypeFor(None).Describe(),
        SpecKind.Model => ModelSpec.TypeFor(None).Describe(),
        SpecKind.Hyperparameters => HyperparametersSpec.TypeFor(None).Describe(),
        SpecKind.Policy => PolicySpec.TypeFor(None).Describe(),
        SpecKind.Deployment => DeploymentSpec.TypeFor(None).Describe(),
        _ => SearchSpec.TypeFor(None).Describe(),
    };
}
