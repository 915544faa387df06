using System.Text.Json.Nodes;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Models;

/// <summary>A trainer; its schema offers the hyperparameters of the trainer that is named.</summary>
internal sealed class TrainerType : SpecType<TrainerSpec>
{
    private static readonly SpecType<TorchFamily?> OptionalFamily = new MappedType<TorchFamily, TorchFamily?>(Types.OneOf<TorchFamily>("family"), f => f);

    private readonly ObjectType<TrainerSpec> inner = new("a trainer", r =>
    {
        var given = r.Optional("hyperparameters", HyperparametersOrPath.Type, HyperparametersOrPath.None, "values by name, or the path of a file of kind Hyperparameters");
        return new TrainerSpec(
            r.Required("type", Types.OneOf<TrainerKind>("trainer"), "what trains the model"),
            r.Optional("family", OptionalFamily, null, "torch: the family of networks"),
            given?.Values ?? [],
            given?.Path,
            r.Optional("early-stopping", EarlyStoppingSpec.Type, null, "stop when the validation part says so"));
    });

    public override TrainerSpec Read(SpecNode node, ReadContext context) => inner.Read(node, context);

    public override JsonObject Describe()
    {
        var schema = inner.Describe();
        var rules = new JsonArray();
        foreach (var trainer in TrainerTables.All)
        {
            rules.Add((JsonNode)new JsonObject
            {
                ["if"] = new JsonObject { ["properties"] = Named(trainer) },
                ["then"] = new JsonObject
                {
                    ["properties"] = new JsonObject
                    {
                        ["hyperparameters"] = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, trainer.Describe()) },
                    },
                },
            });
        }

        schema["allOf"] = rules;
        return schema;
    }

    private static JsonObject Named(TrainerTable trainer)
    {
        var named = new JsonObject { ["type"] = new JsonObject { ["const"] = Words.Of(trainer.Kind) } };
        if (trainer.Family is { } family)
        {
            named["family"] = new JsonObject { ["const"] = Words.Of(family) };
        }

        return named;
    }
}
