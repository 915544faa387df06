using System.Text.Json.Nodes;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Models;

/// <summary>The greatest value of a metric; its schema also allows the units of a cost.</summary>
internal sealed class MaxType : SpecType<double?>
{
    public override double? Read(SpecNode node, ReadContext context) => Types.Number().Read(node, context);

    public override JsonObject Describe() => new() { ["type"] = new JsonArray("number", "string") };
}
