using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>A value that is written either as a scalar or as a mapping.</summary>
public sealed class EitherType<T>(SpecType<T> scalar, SpecType<T> mapping) : SpecType<T>
{
    public override T Read(SpecNode node, ReadContext context) =>
        node is MappingNode ? mapping.Read(node, context) : scalar.Read(node, context);

    public override JsonObject Describe() => new() { ["anyOf"] = new JsonArray(scalar.Describe(), mapping.Describe()) };
}
