using System.Text.Json.Nodes;

namespace Lepton.Specs.Yaml;

/// <summary>YAML nodes as JSON values.</summary>
public static class YamlJson
{
    public static JsonNode? Convert(SpecNode node) => node switch
    {
        ScalarNode { IsNull: true } => null,
        ScalarNode s when s.TryInteger(out var whole) => JsonValue.Create(whole),
        ScalarNode s when s.TryNumber(out var number) => JsonValue.Create(number),
        ScalarNode s when s.TryBoolean(out var flag) => JsonValue.Create(flag),
        ScalarNode s => JsonValue.Create(s.Text),
        MappingNode m => new JsonObject(m.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Convert(e.Value)))),
        SequenceNode l => new JsonArray([.. l.Items.Select(Convert)]),
        _ => null,
    };
}
