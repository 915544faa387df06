using System.Text.Json.Nodes;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Hyperparameters;

/// <summary>Any value of a hyperparameter; <c>{ value, min, max }</c> adds the bounds of a search.</summary>
internal sealed class HyperparameterValueType : SpecType<HyperparameterValue>
{
    public static HyperparameterValueType Instance { get; } = new();

    public override HyperparameterValue Read(SpecNode node, ReadContext context)
    {
        if (node is not MappingNode map || map["value"] is not { } value)
        {
            return new HyperparameterValue(node);
        }

        var number = Types.Number();
        return new HyperparameterValue(
            value,
            map["min"] is { } min ? number.Read(min, context) : null,
            map["max"] is { } max ? number.Read(max, context) : null);
    }

    public override JsonObject Describe() => [];
}
