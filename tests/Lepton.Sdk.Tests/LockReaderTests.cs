using System.Text.Json.Nodes;
using Lepton.Sdk.Generation;
using Lepton.Sdk.State;
using Lepton.Specs.Yaml;
using Lepton.Testing;

namespace Lepton.Sdk.Tests;

public sealed class LockReaderTests : IDisposable
{
    private const string Letters = "abzAZ09_-.: \"\\#'{}[]\u00e9\u6f22\n\t";

    private readonly TempFolder folder = new();

    [Fact]
    public void Whatever_the_product_writes_is_read_as_it_is()
    {
        var random = new Random(8);
        for (var i = 0; i < 500; i++)
        {
            var json = (JsonObject)Value(random, 0, mustBeMap: true);
            json["kind"] = "Lock";
            var found = LockReader.Read(folder.Write("lock.yaml", YamlWriter.Write(json)));
            Assert.Equal(Text(json), Text(found));
        }
    }

    [Theory]
    [InlineData("mean_radius", "MeanRadius")]
    [InlineData("credit-risk", "CreditRisk")]
    [InlineData("class", "Class")]
    [InlineData("2nd", "_2nd")]
    [InlineData("größe (mm)", "GrößeMm")]
    [InlineData("a1b", "A1b")]
    [InlineData("--", "_")]
    [InlineData("日本", "日本")]
    public void Names_become_names_of_CSharp(string text, string expected) => Assert.Equal(expected, CSharpName.Pascal(text));

    public void Dispose() => folder.Dispose();

    private static JsonNode Value(Random random, int depth, bool mustBeMap = false)
    {
        string Word() => new([.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => Letters[random.Next(Letters.Length)])]);
        return (mustBeMap ? 0 : random.Next(depth > 3 ? 2 : 0, 6)) switch
        {
            0 => new JsonObject(Enumerable.Range(0, random.Next(mustBeMap ? 1 : 0, 4)).Select(_ => Word()).Distinct().Select(k => KeyValuePair.Create(k, (JsonNode?)Value(random, depth + 1)))),
            1 => new JsonArray([.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.Next(3) == 0 ? Value(random, depth + 1, mustBeMap: true) : (JsonNode)Word())]),
            2 => random.Next(-1000, 1000),
            3 => random.NextDouble(),
            4 => random.Next(2) == 0,
            _ => Word(),
        };
    }

    private static string Text(object? value) => value switch
    {
        JsonObject map => "{" + string.Join(",", map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}={Text(m.Value)}")) + "}",
        Dictionary<string, object?> map => "{" + string.Join(",", map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}={Text(m.Value)}")) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(Text)) + "]",
        List<object?> list => "[" + string.Join(",", list.Select(Text)) + "]",
        JsonValue v when v.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => v.ToJsonString(),
        JsonValue v when v.GetValueKind() == System.Text.Json.JsonValueKind.Number => System.Text.Encoding.UTF8.GetString(Core.Json.CanonicalJson.Serialize(v)),
        JsonValue v => v.GetValue<string>(),
        _ => value?.ToString() ?? "null",
    };
}
