using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Data;
using Lepton.Data.DuckDb;
using Lepton.Evaluation.Drift;
using Lepton.GitOps.Locks;
using Lepton.Store;

namespace Lepton.GitOps.Changes;

/// <summary>A dataset that two locks were made of in different versions.</summary>
/// <param name="RowsBefore">Rows by part.</param>
/// <param name="Added">Columns that only the new one has.</param>
/// <param name="Removed">Columns that only the old one has.</param>
/// <param name="Rows">Null where not both versions are in the store.</param>
/// <param name="Drift">Farthest first; empty where not both versions are in the store.</param>
public sealed record DatasetChange(
    string Name,
    IReadOnlyDictionary<string, long> RowsBefore,
    IReadOnlyDictionary<string, long> RowsNow,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Removed,
    RowChanges? Rows,
    IReadOnlyList<ColumnDrift> Drift)
{
    /// <summary>Every dataset that differs, once for each pair of versions.</summary>
    /// <param name="duck">Null where there is no engine: then rows are only counted.</param>
    public static IReadOnlyList<DatasetChange> Of(IEnumerable<ModelChange> models, LocalStore store, DuckLibrary? duck, CancellationToken cancellation)
    {
        var pairs = models.Where(m => m.IsOtherData).DistinctBy(m => (NameOf(m.Now!), m.Before!.Inputs("data"), m.Now!.Inputs("data"))).OrderBy(m => NameOf(m.Now!), StringComparer.Ordinal).ToList();
        var wanted = pairs.SelectMany(m => new[] { m.Before!.Inputs("data"), m.Now!.Inputs("data") }).OfType<Digest>().ToHashSet();
        var results = duck is null ? new Dictionary<Digest, StepResult>() : store.Results.FindByInputs("data", wanted);
        return [.. pairs.Select(p => Compare(p.Before!, p.Now!, results, store, duck, cancellation))];
    }

    private static string NameOf(LockFile file) => file.Root["dataset"]?["name"]?.ToString() ?? string.Empty;

    private static DatasetChange Compare(LockFile before, LockFile now, IReadOnlyDictionary<Digest, StepResult> results, LocalStore store, DuckLibrary? duck, CancellationToken cancellation)
    {
        var (old, current) = (ColumnsOf(before), ColumnsOf(now));
        var change = new DatasetChange(NameOf(now), ModelChange.RowsOf(before), ModelChange.RowsOf(now), [.. current.Except(old)], [.. old.Except(current)], null, []);
        if (duck is null || Parts(before, results, store) is not { } oldParts || Parts(now, results, store) is not { } newParts)
        {
            return change;
        }

        var common = newParts.Columns.Where(c => oldParts.Columns.Any(o => o.Name == c.Name && o.Type.ToString() == c.Type.ToString())).ToList();
        if (common.Count == 0)
        {
            return change;
        }

        using var comparison = new DataComparison(duck, oldParts.Files, newParts.Files, common);
        return change with { Rows = comparison.Rows(cancellation), Drift = comparison.Columns(cancellation) };
    }

    // A lock says "type role name".
    private static List<string> ColumnsOf(LockFile file) => [.. (file.Root["dataset"]?["columns"] as JsonArray ?? []).Select(c => c!.ToString())];

    private static (IReadOnlyDictionary<string, string> Files, IReadOnlyList<Column> Columns)? Parts(LockFile file, IReadOnlyDictionary<Digest, StepResult> results, LocalStore store)
    {
        if (file.Inputs("data") is not { } inputs || !results.TryGetValue(inputs, out var result))
        {
            return null;
        }

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in ModelChange.RowsOf(file).Keys)
        {
            if (result.Find(part) is not { } output || !store.Blobs.IsSound(output.Blob, out _))
            {
                return null;
            }

            files[part] = store.Blobs.PathOf(output.Blob);
        }

        return files.Count == 0 ? null : (files, [.. result.Facts["columns"]!.AsArray().Select(c => Column.FromJson(c!))]);
    }
}
