using System.Text.Json.Nodes;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Searches;

/// <summary>A word, or a list of words.</summary>
internal sealed class OneOrMany : SpecType<IReadOnlyList<string>>
{
    private static readonly ListType<string> Many = new(Types.Word, 1);

    public static OneOrMany Instance { get; } = new();

    public override IReadOnlyList<string> Read(SpecNode node, ReadContext context) => node is SequenceNode ? Many.Read(node, context) : [Types.Word.Read(node, context)];

    public override JsonObject Describe() => new() { ["anyOf"] = new JsonArray(Types.Word.Describe(), Many.Describe()) };
}
