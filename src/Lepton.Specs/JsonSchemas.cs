using System.Text.Json.Nodes;
using Lepton.Specs.Datasets;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Specs.Workspaces;
using Lepton.Specs.Yaml;

namespace Lepton.Specs;

/// <summary>JSON schemas (draft 2020-12) of the spec kinds, made from the same definitions that read them.</summary>
public static class JsonSchemas
{
    private static readonly SpecDocument None = new(string.Empty, new MappingNode([], 0, 0), default);

    public static JsonObject Of(SpecKind kind)
    {
        var schema = kind switch
        {
            SpecKind.Workspace => WorkspaceSpec.TypeFor(None).Describe(),
            SpecKind.Dataset => DatasetSpec.TypeFor(None).Describe(),
            SpecKind.Model => ModelSpec.TypeFor(None).Describe(),
            _ => HyperparametersSpec.TypeFor(None).Describe(),
        };
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", $"Lepton {kind}");
        return schema;
    }
}
