using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Core.Json;

namespace Lepton.Specs.Yaml;

/// <summary>Writes JSON values as block YAML: keys sorted, one fact a line, so that git merges it line by line.</summary>
public static partial class YamlWriter
{
    public static string Write(JsonObject root)
    {
        var text = new StringBuilder();
        Mapping(text, root, 0, firstIndented: true);
        return text.ToString();
    }

    private static void Mapping(StringBuilder text, JsonObject map, int indent, bool firstIndented)
    {
        foreach (var (key, value) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (firstIndented)
            {
                text.Append(' ', indent);
            }

            firstIndented = true;
            text.Append(Scalar(key)).Append(':');
            Value(text, value, indent);
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                Mapping(text, map, indent + 2, firstIndented: true);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                Sequence(text, list, indent + 2);
                break;
            default:
                text.Append(' ').Append(Inline(value)).Append('\n');
                break;
        }
    }

    private static void Sequence(StringBuilder text, JsonArray list, int indent)
    {
        foreach (var item in list)
        {
            text.Append(' ', indent).Append("- ");
            if (item is JsonObject { Count: > 0 } map)
            {
                Mapping(text, map, indent + 2, firstIndented: false);
            }
            else
            {
                text.Append(Inline(item)).Append('\n');
            }
        }
    }

    /// <summary>A scalar or a list of scalars, on one line.</summary>
    internal static string Inline(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray list => $"[{string.Join(", ", list.Select(Inline))}]",
        JsonValue v when v.GetValueKind() == JsonValueKind.String => Scalar(v.GetValue<string>()),
        _ => Encoding.UTF8.GetString(CanonicalJson.Serialize(value)),
    };

    internal static string Scalar(string text) =>
        Plain().IsMatch(text) && text is not ("true" or "false" or "null" or "True" or "False" or "Null" or "yes" or "no" or "on" or "off" or "TRUE" or "FALSE" or "NULL")
            ? text
            : Encoding.UTF8.GetString(CanonicalJson.Serialize(text));

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_./+-]*(:[A-Za-z0-9_./+-]+)*\z")]
    private static partial Regex Plain();
}
