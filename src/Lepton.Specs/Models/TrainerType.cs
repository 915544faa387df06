using System.Text.Json.Nodes;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Models;

/// <summary>A trainer; its schema offers the hyperparameters of the trainer that is named.</summary>
internal sealed class TrainerType : SpecType<TrainerSpec>
{
    private static readonly SpecType<TorchFamily?> OptionalFamily = new MappedType<TorchFamily, TorchFamily?>(Types.OneOf<TorchFamily>("family"), f => f);

    private static readonly SpecType<double> Rate = new MappedType<double?, double>(Types.Number(0, 1000), n => n ?? 1);

    private readonly ObjectType<TrainerSpec> inner = new("a trainer", r =>
    {
        var given = r.Optional("hyperparameters", HyperparametersOrPath.Type, HyperparametersOrPath.None, "values by name, or the path of a file of kind Hyperparameters");
        return new TrainerSpec(
            r.Required("type", Types.OneOf<TrainerKind>("trainer"), "what trains the model"),
            r.Optional("family", OptionalFamily, null, "torch: the family of networks"),
            given?.Values ?? [],
            given?.Path,
            r.Optional("early-stopping", EarlyStoppingSpec.Type, null, "stop when the validation part says so"),
            r.Optional("pretrained", PretrainedSpec.Type, null, "torch: the network to start from; its last layer aside, it must be like the new one"),
            r.Optional("freeze", new ListType<string>(Types.Text), [], "torch: groups of parameters that stay as they are, such as embedding or layers.0"),
            r.Optional("learning-rates", new MapType<double>(Rate), [], "torch: factors of the learning rate by group of parameters, such as { layers: 0.5 }; the longest name counts"),
            r.Optional("members", new ListType<string>(Types.Name, 2), [], "ensemble: the models whose answers are combined; they have the same dataset and target"));
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
