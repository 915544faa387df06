using System.Text.Json.Nodes;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Comparisons;

/// <summary>A candidate beside one reference.</summary>
/// <param name="IsSame">Whether both are the same file.</param>
/// <param name="Rows">The candidate's test rows.</param>
/// <param name="Unmatched">Of these, rows that the reference's dataset spec does not give.</param>
/// <param name="Seen">Of these, rows that the reference was trained, stopped or tuned on.</param>
/// <param name="Obstacle">Why there are no figures, or null.</param>
/// <param name="All">Of all rows that are compared.</param>
/// <param name="Slices">Of the slices that have such rows, by name.</param>
/// <param name="Curves">What reports draw of both, over these rows; null where there is nothing to draw.</param>
internal sealed record Comparison(
    Reference Reference,
    bool IsSame,
    int Rows,
    int Unmatched,
    int Seen,
    string? Obstacle,
    PairedDifferences All,
    IReadOnlyDictionary<string, PairedDifferences> Slices,
    JsonObject? Curves = null)
{
    /// <summary>One without figures.</summary>
    public static Comparison Without(Reference reference, bool isSame, int rows = 0, int unmatched = 0, int seen = 0, string? obstacle = null) =>
        new(reference, isSame, rows, unmatched, seen, obstacle ?? reference.Obstacle, PairedDifferences.None, new Dictionary<string, PairedDifferences>());

    /// <summary>Rows that both are judged on.</summary>
    public int Compared => Rows - Unmatched - Seen;

    public JsonObject ToJson(ModelSpec model) => new()
    {
        ["artifact"] = Reference.Artifact?.ToString(),
        ["same"] = IsSame,
        ["first"] = Reference.IsFirst,
        ["obstacle"] = Obstacle,
        ["rows"] = Rows,
        ["unmatched"] = Unmatched,
        ["seen"] = Seen,
        ["compared"] = Compared,
        ["metrics"] = Describe(model, All),
        ["slices"] = new JsonObject(Slices.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)Describe(model, s.Value)))),
    };

    private static JsonObject Describe(ModelSpec model, PairedDifferences differences) =>
        new(differences.Usual.Select(d => KeyValuePair.Create(d.Metric, (JsonNode?)PairedEstimate.Of(d, model.Evaluation.Confidence).ToJson())));
}
