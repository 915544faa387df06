using System.Text;
using System.Text.Json.Nodes;
using Lepton.Core.Json;

namespace Lepton.Graph;

/// <summary>An input of a step that has another value than before.</summary>
/// <param name="Path">Such as <c>hyperparameters.max-depth</c> or <c>files[0].digest</c>.</param>
/// <param name="Before">JSON of the value; null where there was none.</param>
/// <param name="Now">JSON of the value; null where there is none any more.</param>
public sealed record InputDifference(string Path, string? Before, string? Now)
{
    /// <summary>Every value that differs, in the order of the keys.</summary>
    public static IReadOnlyList<InputDifference> Of(JsonNode? before, JsonNode? now)
    {
        var found = new List<InputDifference>();
        Compare(string.Empty, before, now, found);
        return found;
    }

    /// <summary>Both values as JSON, not as its text.</summary>
    public JsonObject ToJson() => new() { ["path"] = Path, ["before"] = Parse(Before), ["now"] = Parse(Now) };

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);

    private static void Compare(string path, JsonNode? before, JsonNode? now, List<InputDifference> found)
    {
        if (before is JsonObject oldMap && now is JsonObject newMap)
        {
            foreach (var key in oldMap.Concat(newMap).Select(p => p.Key).Distinct().Order(StringComparer.Ordinal))
            {
                Compare(path.Length == 0 ? key : $"{path}.{key}", oldMap[key], newMap[key], found);
            }
        }
        else if (before is JsonArray oldList && now is JsonArray newList)
        {
            for (var i = 0; i < Math.Max(oldList.Count, newList.Count); i++)
            {
                Compare($"{path}[{i}]", i < oldList.Count ? oldList[i] : null, i < newList.Count ? newList[i] : null, found);
            }
        }
        else if (CanonicalJson.DigestOf(before) != CanonicalJson.DigestOf(now))
        {
            found.Add(new InputDifference(path, Text(before), Text(now)));
        }
    }

    // For people: no sign but those that JSON itself wants is written as a number.
    private static string? Text(JsonNode? value) => value is null ? null : Encoding.UTF8.GetString(CanonicalJson.Serialize(value));
}
