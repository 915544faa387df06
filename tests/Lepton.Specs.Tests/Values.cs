using System.Text.Json.Nodes;

namespace Lepton.Specs.Tests;

/// <summary>Random JSON values.</summary>
internal static class Values
{
    private static readonly string[] Texts = ["a", "true", "null", "1", "a: b", "- x", "#", "é\n\"", " lead", "x:y", "sha256:00", "", "@", "'", "{", "~", "1e5", "0x10", "-", "multi\nline\t"];

    public static JsonObject Map(Random random, int depth) =>
        new(Enumerable.Range(0, random.Next(1, 5)).Select(i => KeyValuePair.Create($"{Texts[random.Next(Texts.Length)]}{i}", Value(random, depth - 1))));

    private static JsonNode? Value(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => random.Next(-1000, 1000),
        1 => random.NextDouble() * Math.Pow(10, random.Next(-20, 20)),
        2 => random.Next(2) == 0,
        3 => null,
        4 => Texts[random.Next(Texts.Length)],
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1))]),
        _ => Map(random, depth),
    };
}
