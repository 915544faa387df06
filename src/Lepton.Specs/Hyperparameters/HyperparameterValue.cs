using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Hyperparameters;

/// <summary>A value as the spec gives it, not yet checked against a trainer's table.</summary>
/// <param name="Node">Where it stands.</param>
/// <param name="Min">Least value that a search may try, or null.</param>
/// <param name="Max">Greatest value that a search may try, or null.</param>
public sealed record HyperparameterValue(SpecNode Node, double? Min = null, double? Max = null)
{
    /// <summary>The value as JSON: a number, a boolean, a text, or a map of numbers by column.</summary>
    public JsonNode? ToJson() => YamlJson.Convert(Node);
}
