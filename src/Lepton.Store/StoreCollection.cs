using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Json;

namespace Lepton.Store;

/// <summary>What a store holds that nobody names any more.</summary>
/// <param name="named">Digests that specs and locks name: of blobs, and of what steps read.</param>
public sealed class StoreCollection(LocalStore store, IReadOnlySet<Digest> named)
{
    private readonly List<string> results = [];
    private readonly List<(string Path, long Size)> blobs = [];
    private readonly List<string> claims = [];

    /// <summary>Results that nobody names.</summary>
    public int Results => results.Count;

    /// <summary>Blobs that nobody names.</summary>
    public int Blobs => blobs.Count;

    /// <summary>Bytes of those blobs.</summary>
    public long Bytes => blobs.Sum(b => b.Size);

    public int KeptResults { get; private set; }

    public int KeptBlobs { get; private set; }

    public long KeptBytes { get; private set; }

    /// <summary>Finds what can go.</summary>
    public void Find(CancellationToken cancellation)
    {
        var kept = new HashSet<string>(named.Select(d => d.Hex), StringComparer.Ordinal);
        foreach (var path in StoreCheck.Below(Path.Combine(store.Folder, "results")))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Digest.TryParse(Path.GetFileNameWithoutExtension(path), out var key) && store.Results.Find(key) is { } result && IsNamed(result))
            {
                KeptResults++;
                kept.UnionWith(result.Outputs.Select(o => o.Blob.Hex));
            }
            else
            {
                results.Add(path);
            }
        }

        foreach (var path in StoreCheck.Below(Path.Combine(store.Folder, "store", "sha256")))
        {
            cancellation.ThrowIfCancellationRequested();
            var size = new FileInfo(path).Length;
            if (kept.Contains(Path.GetFileName(Path.GetDirectoryName(path)!) + Path.GetFileName(path)))
            {
                KeptBlobs++;
                KeptBytes += size;
            }
            else
            {
                blobs.Add((path, size));
            }
        }

        claims.AddRange(StoreCheck.Below(Path.Combine(store.Folder, "claims")));
    }

    /// <summary>Removes what was found; results first, so that none is left without its blobs. Nobody else may use the store meanwhile.</summary>
    /// <exception cref="DiagnosticException">Something cannot be removed.</exception>
    public void Remove(CancellationToken cancellation)
    {
        try
        {
            foreach (var path in results.Concat(blobs.Select(b => b.Path)).Concat(claims))
            {
                cancellation.ThrowIfCancellationRequested();
                File.SetAttributes(path, FileAttributes.Normal);
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(StoreDiagnostics.Unwritable(store.Folder, e.Message));
        }
    }

    // A lock names what its steps read; of a measured cost, which no lock holds, its model tells.
    private bool IsNamed(StepResult result) =>
        named.Contains(CanonicalJson.DigestOf(result.Inputs))
        || (result.Inputs["model"] is JsonValue model && model.TryGetValue<string>(out var text) && Digest.TryParse(text, out var digest) && named.Contains(digest));
}
