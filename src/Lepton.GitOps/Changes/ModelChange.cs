using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.GitOps.Locks;
using Lepton.Graph;
using Lepton.Specs.Metrics;

namespace Lepton.GitOps.Changes;

/// <summary>A model whose lock another revision has otherwise.</summary>
/// <param name="Before">Null where it had no lock.</param>
/// <param name="Now">Null where it has none.</param>
/// <param name="Interface">Inputs and outputs that differ.</param>
public sealed record ModelChange(string Name, LockFile? Before, LockFile? Now, IReadOnlyList<MetricChange> Metrics, IReadOnlyList<InputDifference> Interface)
{
    /// <summary>Whether the model file is another one.</summary>
    public bool IsOtherArtifact => Before?.Artifact != Now?.Artifact;

    /// <summary>Whether it was made of other data, where both locks are there.</summary>
    public bool IsOtherData => Before is not null && Now is not null && DataOf(Before) != DataOf(Now);

    /// <summary>Every model whose lock differs.</summary>
    public static IReadOnlyList<ModelChange> Of(Revision before, Revision now)
    {
        var changes = new List<ModelChange>();
        foreach (var name in before.Locks.Keys.Union(now.Locks.Keys).Order(StringComparer.Ordinal))
        {
            var (was, has) = (before.Locks.GetValueOrDefault(name), now.Locks.GetValueOrDefault(name));
            if (was is null || has is null || InputDifference.Of(was.Root, has.Root).Count > 0)
            {
                changes.Add(new ModelChange(name, was, has, was is null || has is null ? [] : Compare(was, has), was is null || has is null ? [] : InputDifference.Of(ByName(was), ByName(has))));
            }
        }

        return changes;
    }

    /// <summary>Bytes of the model file that a lock names.</summary>
    public static long? SizeOf(LockFile? file) => file?.Root["artifact"]?["size"] is JsonValue size ? (long)size : null;

    /// <summary>Rows in each part, by the part's name.</summary>
    public static IReadOnlyDictionary<string, long> RowsOf(LockFile file)
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in new[] { "train", "validation", "test" })
        {
            if (file.Root["dataset"]?[part]?["rows"] is JsonValue count)
            {
                rows[part] = (long)count;
            }
        }

        return rows;
    }

    private static Digest? DataOf(LockFile file) => Digest.TryParse(file.Root["dataset"]?["digest"]?.ToString(), out var digest) ? digest : null;

    private static List<MetricChange> Compare(LockFile before, LockFile now)
    {
        var changes = new List<MetricChange>();
        Compare(null, before.Root["metrics"] as JsonObject, now.Root["metrics"] as JsonObject, changes);
        var (old, current) = (before.Root["slices"] as JsonObject ?? [], now.Root["slices"] as JsonObject ?? []);
        foreach (var slice in old.Concat(current).Select(s => s.Key).Distinct().Order(StringComparer.Ordinal))
        {
            Compare(slice, old[slice] as JsonObject, current[slice] as JsonObject, changes);
        }

        return changes;
    }

    private static void Compare(string? slice, JsonObject? before, JsonObject? now, List<MetricChange> changes)
    {
        foreach (var name in (now ?? []).Concat(before ?? []).Select(m => m.Key).Distinct())
        {
            double Value(JsonObject? metrics, string what) => metrics?[name]?[what] is { } node && double.TryParse(node.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
            var (was, has) = (Value(before, "value"), Value(now, "value"));
            bool? better = was == has || double.IsNaN(was) || double.IsNaN(has) || !MetricCatalog.TryGet(name, out var info) ? null : has > was == info.HigherIsBetter;
            changes.Add(new MetricChange(name, slice, was, has, Value(before, "low"), Value(before, "high"), Value(now, "low"), Value(now, "high"), better));
        }
    }

    // By the inputs' names, so that a new column is one difference and not one of all that follow.
    private static JsonObject ByName(LockFile file)
    {
        var made = new JsonObject();
        foreach (var (key, value) in file.Root["interface"] as JsonObject ?? [])
        {
            made[key] = key == "inputs" && value is JsonArray inputs
                ? new JsonObject(inputs.Select(i => KeyValuePair.Create(i!["name"]!.ToString(), (JsonNode?)i.DeepClone())))
                : value?.DeepClone();
        }

        return made;
    }
}
