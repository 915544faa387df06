using System.Text.Json.Nodes;

namespace Lepton.Specs.Tests;

public class JsonSchemasTests
{
    [Fact]
    public void Unknown_keys_are_refused_by_every_schema()
    {
        foreach (var kind in Enum.GetValues<SpecKind>())
        {
            Assert.False((bool)JsonSchemas.Of(kind)["additionalProperties"]!);
        }
    }

    [Fact]
    public void The_model_schema_offers_the_hyperparameters_of_the_trainer()
    {
        var rules = JsonSchemas.Of(SpecKind.Model)["properties"]!["trainer"]!["allOf"]!.AsArray();
        var xgboost = rules.First(r => (string?)r!["if"]!["properties"]!["type"]!["const"] == "xgboost")!;
        var table = (JsonObject)xgboost["then"]!["properties"]!["hyperparameters"]!["anyOf"]![1]!["properties"]!;
        Assert.Equal(1, (double)table["rounds"]!["minimum"]!);
        Assert.Contains("boosting rounds", (string)table["rounds"]!["description"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Required_keys_are_required()
    {
        var required = JsonSchemas.Of(SpecKind.Dataset)["required"]!.AsArray().Select(r => (string)r!).ToList();
        Assert.Equal(["apiVersion", "kind", "name", "files", "columns", "split"], required);
    }
}
