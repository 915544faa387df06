using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;

namespace Lepton.Store;

/// <summary>Reads the whole store: every blob must have the digest that it is named by, every result the key of its inputs.</summary>
/// <param name="repair">Removes what is damaged, so that the next run makes or fetches it again.</param>
public sealed class StoreCheck(LocalStore store, bool repair)
{
    private int blobs;
    private int results;
    private readonly List<Digest> removed = [];

    /// <summary>Blobs that were read.</summary>
    public int Blobs => blobs;

    /// <summary>Results that were read.</summary>
    public int Results => results;

    /// <summary>Damaged blobs that were removed.</summary>
    public IReadOnlyList<Digest> Removed => removed;

    /// <summary>Everything that is damaged, in the order of the names.</summary>
    /// <param name="progress">Called with the number of blobs read and of all.</param>
    public IReadOnlyList<Diagnostic> Run(Action<int, int> progress, CancellationToken cancellation)
    {
        var found = new SortedDictionary<string, Diagnostic>(StringComparer.Ordinal);
        var paths = Below(Path.Combine(store.Folder, "store", "sha256"));
        Parallel.ForEach(paths, new ParallelOptions { CancellationToken = cancellation }, path =>
        {
            if (Blob(path, cancellation) is { } problem)
            {
                lock (found)
                {
                    found[path] = problem;
                }
            }

            progress(Interlocked.Increment(ref blobs), paths.Count);
        });
        foreach (var path in Below(Path.Combine(store.Folder, "results")))
        {
            cancellation.ThrowIfCancellationRequested();
            results++;
            if (!IsSound(path))
            {
                found[path] = StoreDiagnostics.DamagedResult(path, Remove(path));
            }
        }

        return [.. found.Values];
    }

    private Diagnostic? Blob(string path, CancellationToken cancellation)
    {
        var name = Path.GetFileName(Path.GetDirectoryName(path)!) + Path.GetFileName(path);
        if (!Digest.TryParse(name, out var expected))
        {
            return StoreDiagnostics.Stray(path, Remove(path));
        }

        string content;
        try
        {
            var digest = FileHasher.Hash(path, cancellation);
            if (digest == expected)
            {
                return null;
            }

            content = digest.ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            content = e.Message;
        }

        var isGone = Remove(path);
        if (isGone)
        {
            lock (removed)
            {
                removed.Add(expected);
            }
        }

        return StoreDiagnostics.DamagedBlob(expected, content, isGone);
    }

    private static bool IsSound(string path)
    {
        try
        {
            return StepResult.FromJson(JsonNode.Parse(File.ReadAllBytes(path))) is { } result
                && result.Key.Hex == Path.GetFileNameWithoutExtension(path)
                && result.IsSound;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // False where it shall or can not be removed: the diagnostic is an error then.
    private bool Remove(string path)
    {
        if (!repair)
        {
            return false;
        }

        try
        {
            File.SetAttributes(path, FileAttributes.Normal);
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    internal static List<string> Below(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
}
