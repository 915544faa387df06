using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Core.Diagnostics;
using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Gates;
using Lepton.GitOps.Baselines;
using Lepton.Specs.Metrics;

namespace Lepton.GitOps.Report;

/// <summary>
/// Reads a report that a stranger may have written: names must be names, metrics known ones, texts short, numbers numbers. What it says need not be true. Whether
/// a model passes is concluded from its gates anew.
/// </summary>
public static partial class ReportReader
{
    private const int MostModels = 1_000;
    private const int MostItems = 1_000;
    private const int LongestText = 2_000;

    /// <exception cref="DiagnosticException">It is none.</exception>
    public static ChangeReport Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
            return Report(Object(JsonNode.Parse(ref reader)));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or OverflowException or NullReferenceException)
        {
            throw new DiagnosticException(GitOpsDiagnostics.BadReport(e is FormatException ? e.Message : "it is not as lepton writes reports"));
        }
    }

    private static ChangeReport Report(JsonObject json)
    {
        if ((string?)json["schema"] != ReportJson.Schema)
        {
            throw new FormatException($"its schema is not {ReportJson.Schema}");
        }

        var models = List(json["models"], MostModels).Select(m => Model(Object(m))).ToList();
        return models.DistinctBy(m => m.Name, StringComparer.Ordinal).Count() < models.Count
            ? throw new FormatException("a model comes twice")
            : new ChangeReport(
                json["base"] is JsonObject revision ? new BaseRevision(Text(revision["name"]), Match(revision["commit"], Commit())) : null,
                json["head"] is null ? null : Match(json["head"], Commit()),
                (bool)json["uncommitted"]!,
                [.. models.OrderBy(m => m.Name, StringComparer.Ordinal)],
                [.. List(json["gone"], MostModels).Select(g => Match(g, Name()))],
                [.. List(json["specs"], MostItems).Select(s => new ReportedChange(Text(s!["path"]), Lines(s["changes"])))],
                [.. List(json["datasets"], MostItems).Select(d => new ReportedChange(Match(d!["name"], Name()), Lines(d["changes"])))]);
    }

    private static ReportedModel Model(JsonObject json)
    {
        var comparisons = List(json["comparisons"], 16).Select(c => Object(c)).ToList();
        return new ReportedModel(
            Match(json["name"], Name()),
            json["description"] is null ? null : Text(json["description"]),
            Metric(Text(json["metric"])),
            Within((double)json["confidence"]!, 0, 1),
            Count(json["gates-in-spec"], MostItems),
            Lines(json["reasons"]),
            json["failure"] is null ? null : Text(json["failure"]),
            [.. List(json["gates"], MostItems).Select(Gate)],
            Metrics(json["metrics"]),
            json["cross-validation"] is null ? null : Folds(Object(json["cross-validation"])),
            json["seeds"] is null ? null : Seeds(Object(json["seeds"])),
            [.. comparisons.Select(Comparison)],
            comparisons.Where(c => c["origin"] is not null).ToDictionary(c => Text(c["name"]), c => Text(c["origin"]), StringComparer.Ordinal),

            // Drawings are not taken from strangers.
            null,
            Pairs(json["rows"]).ToDictionary(p => Text(p.Key), p => (long)p.Value!, StringComparer.Ordinal),
            [.. List(json["steps"], 16).Select(s => new ReportedStep(Match(s!["kind"], Name()), Within((double)s["seconds"]!, 0, 1e9), (bool)s["reused"]!))],
            json["artifact"] is JsonObject artifact ? (Match(artifact["digest"], Sha256()), (long)artifact["size"]!) : null,
            Count(json["test-set-uses"], int.MaxValue));
    }

    private static ReportedFolds Folds(JsonObject json) => new(Count(json["folds"], MostItems), Count(json["repeats"], MostItems), Metrics(json["metrics"]));

    private static ReportedSeeds Seeds(JsonObject json) =>
        new(Count(json["seeds"], MostItems), Pairs(json["metrics"]).ToDictionary(p => Metric(p.Key), p => SeedSpread.FromJson(p.Value), StringComparer.Ordinal));

    private static Dictionary<string, MetricEstimate> Metrics(JsonNode? json) => Pairs(json).ToDictionary(p => Metric(p.Key), p => MetricEstimate.FromJson(p.Value!), StringComparer.Ordinal);

    private static GateVerdict Gate(JsonNode? json)
    {
        var verdict = GateVerdict.FromJson(json!);
        return verdict with { Title = Short(verdict.Title), Key = Short(verdict.Key), Message = Short(verdict.Message) };
    }

    private static ComparisonResult Comparison(JsonObject json) => new(
        Text(json["name"]),
        json["artifact"] is null ? null : Match(json["artifact"], Sha256()),
        (bool)json["same"]!,
        (bool)json["first"]!,
        json["obstacle"] is null ? null : Text(json["obstacle"]),
        Count(json["rows"], int.MaxValue),
        Count(json["unmatched"], int.MaxValue),
        Count(json["seen"], int.MaxValue),
        Count(json["compared"], int.MaxValue),
        Estimates(json["metrics"]),
        Pairs(json["slices"]).ToDictionary(s => Text(s.Key), s => Estimates(s.Value), StringComparer.Ordinal));

    private static IReadOnlyList<PairedEstimate> Estimates(JsonNode? json) => [.. Pairs(json).Select(p => PairedEstimate.FromJson(Metric(p.Key), p.Value!))];

    private static JsonObject Object(JsonNode? json) => json as JsonObject ?? throw new FormatException("an object is missing");

    private static JsonObject Pairs(JsonNode? json) => Object(json) is { Count: <= MostItems } pairs ? pairs : throw new FormatException("it has too many values");

    private static JsonArray List(JsonNode? json, int most) => json is not JsonArray list ? throw new FormatException("a list is missing") : list.Count <= most ? list : throw new FormatException("a list is too long");

    private static IReadOnlyList<string> Lines(JsonNode? json) => [.. List(json, MostItems).Select(Text)];

    private static string Text(JsonNode? json) => Short((string?)json ?? throw new FormatException("a text is missing"));

    private static string Short(string text) => text.Length <= LongestText ? text : throw new FormatException("a text is too long");

    private static string Match(JsonNode? json, Regex pattern) => Text(json) is var text && pattern.IsMatch(text) ? text : throw new FormatException("a name, digest or commit is none");

    private static string Metric(string name) => MetricCatalog.TryGet(name, out _) ? name : throw new FormatException("a metric is none");

    private static int Count(JsonNode? json, int most) => (int)json! is var count && count >= 0 && count <= most ? count : throw new FormatException("a count is none");

    private static double Within(double value, double low, double high) => value >= low && value <= high ? value : throw new FormatException("a number is out of its range");

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[0-9a-f]{40}([0-9a-f]{24})?\z")]
    private static partial Regex Commit();

    [GeneratedRegex(@"^sha256:[0-9a-f]{64}\z")]
    private static partial Regex Sha256();
}
