using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Hyperparameters;

/// <summary>Hyperparameters in a file of their own, so that a change of values is a change of that file alone.</summary>
public sealed record HyperparametersSpec(string Name, TrainerKind Trainer, IReadOnlyList<Entry<HyperparameterValue>> Values)
    : Spec(Name)
{
    public static SpecType<HyperparametersSpec> TypeFor(SpecDocument document) => new ObjectType<HyperparametersSpec>("hyperparameters", r => new HyperparametersSpec(
        SpecHeader.Read(r, SpecKind.Hyperparameters),
        r.Required("trainer", Types.OneOf<TrainerKind>("trainer"), "the trainer that the values are for"),
        r.Required("values", new MapType<HyperparameterValue>(HyperparameterValueType.Instance), "values by name; { value: 6, min: 2, max: 10 } also gives the bounds of a search"))
    {
        Document = document,
    });
}
