using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.GitOps.Locks;
using Lepton.Specs.Metrics;
using Lepton.Specs.Models;
using NuGet.Versioning;

namespace Lepton.GitOps.Release;

/// <summary>
/// What the next version of a model is, and why: <em>major</em> where who calls the last one cannot call this one in the same way, <em>minor</em> where it learned from
/// something else, <em>patch</em> where the same specs gave other bytes.
/// </summary>
public static class VersionAdvice
{
    /// <summary>The version of the first release.</summary>
    public static SemanticVersion First { get; } = new(1, 0, 0);

    /// <summary>What differs, the gravest first; empty where both are the same file.</summary>
    public static IReadOnlyList<VersionReason> Reasons(LockFile before, LockFile now)
    {
        if (before.Artifact == now.Artifact)
        {
            return [];
        }

        List<VersionReason> reasons = [.. Interface(before.Root["interface"] as JsonObject ?? [], now.Root["interface"] as JsonObject ?? []), .. Inputs(before, now), .. Metrics(before, now)];
        return reasons.Count == 0
            ? [new VersionReason(ReleaseBump.Patch, "trained again from the same specs and data")]
            : [.. reasons.OrderByDescending(r => r.Bump)];
    }

    /// <summary>The version after one.</summary>
    /// <param name="label">Of a pre-release, such as <c>beta</c>; null for a release.</param>
    /// <param name="taken">Versions that there are already.</param>
    public static SemanticVersion After(SemanticVersion? last, ReleaseBump bump, string? label, IEnumerable<SemanticVersion> taken)
    {
        var next = last is null ? First : bump switch
        {
            ReleaseBump.Major => new SemanticVersion(last.Major + 1, 0, 0),
            ReleaseBump.Minor => new SemanticVersion(last.Major, last.Minor + 1, 0),
            _ => new SemanticVersion(last.Major, last.Minor, last.Patch + 1),
        };
        if (label is null)
        {
            return next;
        }

        // -beta.1, -beta.2: as many as there are of the same version and label.
        var numbers = taken.Where(v => (v.Major, v.Minor, v.Patch) == (next.Major, next.Minor, next.Patch))
            .Select(v => v.ReleaseLabels.ToList()).Where(l => l.Count == 2 && l[0] == label)
            .Select(l => int.TryParse(l[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0);
        return new SemanticVersion(next.Major, next.Minor, next.Patch, $"{label}.{numbers.DefaultIfEmpty(0).Max() + 1}");
    }

    private static IEnumerable<VersionReason> Interface(JsonObject before, JsonObject now)
    {
        VersionReason Major(string text) => new(ReleaseBump.Major, text);
        VersionReason Minor(string text) => new(ReleaseBump.Minor, text);
        foreach (var key in new[] { "task", "target", "positive" }.Where(k => before[k]?.ToString() != now[k]?.ToString()))
        {
            yield return Major($"output: {key} is {now[key]?.ToString() ?? "none"}, it was {before[key]?.ToString() ?? "none"}");
        }

        var (classesBefore, classesNow) = (Words(before["classes"]), Words(now["classes"]));
        if (!classesBefore.SequenceEqual(classesNow))
        {
            yield return Major(classesBefore.Order(StringComparer.Ordinal).SequenceEqual(classesNow.Order(StringComparer.Ordinal))
                ? "output: the classes have another order"
                : $"output: classes {Listed("new", classesNow.Except(classesBefore))}{Listed("gone", classesBefore.Except(classesNow))}".TrimEnd());
        }

        if (before["threshold"]?.ToString() != now["threshold"]?.ToString() && before["threshold"] is not null && now["threshold"] is not null)
        {
            yield return Minor($"output: positive from {now["threshold"]} on, it was {before["threshold"]}");
        }

        var (inputsBefore, inputsNow) = (Columns(before), Columns(now));
        foreach (var name in inputsNow.Keys.Except(inputsBefore.Keys).Order(StringComparer.Ordinal))
        {
            yield return Major($"input {name} is new: callers must give it");
        }

        foreach (var name in inputsBefore.Keys.Except(inputsNow.Keys).Order(StringComparer.Ordinal))
        {
            yield return Major($"input {name} is gone: callers must not give it any more");
        }

        foreach (var name in inputsBefore.Keys.Intersect(inputsNow.Keys).Order(StringComparer.Ordinal))
        {
            var (old, current) = (inputsBefore[name], inputsNow[name]);
            foreach (var key in new[] { "type", "tensor", "unit" }.Where(k => old[k]?.ToString() != current[k]?.ToString()))
            {
                yield return Major($"input {name}: {key} is {current[key]?.ToString() ?? "none"}, it was {old[key]?.ToString() ?? "none"}");
            }

            var (nullableBefore, nullableNow) = (IsTrue(old["nullable"]), IsTrue(current["nullable"]));
            if (nullableBefore != nullableNow)
            {
                yield return nullableNow ? Minor($"input {name} may be missing now") : Major($"input {name} may not be missing any more");
            }

            if (!Words(old["values"]).SequenceEqual(Words(current["values"])))
            {
                yield return Minor($"input {name}: values {Listed("new", Words(current["values"]).Except(Words(old["values"])))}{Listed("gone", Words(old["values"]).Except(Words(current["values"])))}".TrimEnd());
            }
        }
    }

    private static IEnumerable<VersionReason> Inputs(LockFile before, LockFile now)
    {
        if (before.Root["dataset"]?["digest"]?.ToString() != now.Root["dataset"]?["digest"]?.ToString())
        {
            yield return new VersionReason(ReleaseBump.Minor, $"other data: {Rows(now)} rows, {Rows(before)} before");
        }
        else if (before.Inputs("train") != now.Inputs("train"))
        {
            yield return new VersionReason(ReleaseBump.Minor, "other features, hyperparameters or trainer");
        }
    }

    // Only what is better raises the number: what is worse was let through by the gates.
    private static IEnumerable<VersionReason> Metrics(LockFile before, LockFile now)
    {
        foreach (var (name, metric) in now.Root["metrics"] as JsonObject ?? [])
        {
            if (MetricCatalog.TryGet(name, out var info) && Number(metric?["value"]) is { } value && Number(before.Root["metrics"]?[name]?["value"]) is { } old && value != old && before.Test == now.Test)
            {
                var isBetter = value > old == info.HigherIsBetter;
                yield return new VersionReason(isBetter ? ReleaseBump.Minor : ReleaseBump.Patch, $"{name} {old.ToString("G4", CultureInfo.InvariantCulture)} → {value.ToString("G4", CultureInfo.InvariantCulture)}");
            }
        }
    }

    private static Dictionary<string, JsonObject> Columns(JsonObject surface) =>
        (surface["inputs"] as JsonArray ?? []).OfType<JsonObject>().Where(i => i["name"] is not null).ToDictionary(i => i["name"]!.ToString(), StringComparer.Ordinal);

    private static List<string> Words(JsonNode? node) => [.. (node as JsonArray ?? []).Select(w => w?.ToString() ?? string.Empty)];

    private static string Listed(string word, IEnumerable<string> names) => names.ToList() is { Count: > 0 } list ? $"{word}: {string.Join(", ", list.Take(5))}{(list.Count > 5 ? $" and {list.Count - 5} more" : string.Empty)} " : string.Empty;

    private static long Rows(LockFile file) => new[] { "train", "validation", "test" }.Sum(p => long.TryParse(file.Root["dataset"]?[p]?["rows"]?.ToString(), out var rows) ? rows : 0);

    private static bool IsTrue(JsonNode? node) => node?.ToString() is "true" or "True";

    private static double? Number(JsonNode? node) => double.TryParse(node?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
