using System.Text.Json.Nodes;
using Lepton.Testing;

namespace Lepton.Evaluation.Tests;

/// <summary>Figures of scikit-learn and SciPy; tests/golden/make.py made them.</summary>
internal static class Golden
{
    private static readonly JsonNode Root = JsonNode.Parse(File.ReadAllText(Repository.File("tests", "golden", "golden.json")))!;

    public static JsonNode Section(string name) => Root[name]!;

    public static double[] Numbers(JsonNode? node) => [.. node!.AsArray().Select(n => n!.GetValue<double>())];

    public static int[] Wholes(JsonNode? node) => [.. node!.AsArray().Select(n => n!.GetValue<int>())];
}
