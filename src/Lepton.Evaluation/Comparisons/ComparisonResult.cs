using System.Text.Json.Nodes;

namespace Lepton.Evaluation.Comparisons;

/// <summary>A candidate beside one reference, as the step <c>compare</c> left it.</summary>
/// <param name="Name">As gates say it: <c>baseline</c>, <c>anchor</c> or a digest.</param>
/// <param name="Artifact">Digest of the reference's model file, or null.</param>
/// <param name="IsSame">Whether both are the same file.</param>
/// <param name="IsFirst">Whether there is none because the model is the first of its name.</param>
/// <param name="Obstacle">Why there are no figures, or null.</param>
/// <param name="Rows">The candidate's test rows.</param>
/// <param name="Unmatched">Of these, rows that the reference's dataset spec does not give.</param>
/// <param name="Seen">Of these, rows that the reference was trained, stopped or tuned on.</param>
/// <param name="Compared">Rows that both were judged on.</param>
/// <param name="Slices">By name; those without such rows are not there.</param>
public sealed record ComparisonResult(
    string Name,
    string? Artifact,
    bool IsSame,
    bool IsFirst,
    string? Obstacle,
    int Rows,
    int Unmatched,
    int Seen,
    int Compared,
    IReadOnlyList<PairedEstimate> Metrics,
    IReadOnlyDictionary<string, IReadOnlyList<PairedEstimate>> Slices)
{
    /// <summary>Those in the facts of a step <c>compare</c>, by name.</summary>
    public static IReadOnlyList<ComparisonResult> Of(JsonObject facts) => [.. facts["references"]!.AsObject().Select(r => Of(r.Key, r.Value!))];

    private static ComparisonResult Of(string name, JsonNode json) => new(
        name,
        (string?)json["artifact"],
        (bool)json["same"]!,
        (bool)json["first"]!,
        (string?)json["obstacle"],
        (int)json["rows"]!,
        (int)json["unmatched"]!,
        (int)json["seen"]!,
        (int)json["compared"]!,
        Read(json["metrics"]!),
        json["slices"]!.AsObject().ToDictionary(s => s.Key, s => Read(s.Value!), StringComparer.Ordinal));

    private static IReadOnlyList<PairedEstimate> Read(JsonNode metrics) => [.. metrics.AsObject().Select(m => PairedEstimate.FromJson(m.Key, m.Value!))];
}
