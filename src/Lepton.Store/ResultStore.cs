using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Files;
using Lepton.Core.Json;

namespace Lepton.Store;

/// <summary>Results by key, one small JSON file each.</summary>
public sealed class ResultStore(string folder)
{
    private readonly string root = Path.Combine(folder, "results");

    // A result never changes: one that was read stays true for as long as the command runs.
    private readonly ConcurrentDictionary<string, StepResult> read = new(StringComparer.Ordinal);

    /// <summary>The result of a key, or null where there is none that can be read.</summary>
    public StepResult? Find(Digest key)
    {
        if (read.TryGetValue(key.Hex, out var known))
        {
            return known;
        }

        // Most keys that are asked for are new: an exception each would take longer than many a step.
        if (!File.Exists(PathOf(key)))
        {
            return null;
        }

        try
        {
            var result = StepResult.FromJson(JsonNode.Parse(File.ReadAllBytes(PathOf(key))));
            return result?.Key == key ? read.GetOrAdd(key.Hex, result) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            // A damaged record is worth no more than none: the step runs again and replaces it.
            return null;
        }
    }

    /// <summary>The results of a kind whose inputs have these digests, environment aside, by that digest. Reads every result until all are found.</summary>
    public IReadOnlyDictionary<Digest, StepResult> FindByInputs(string kind, IReadOnlySet<Digest> inputs)
    {
        var found = new Dictionary<Digest, StepResult>();
        foreach (var result in inputs.Count == 0 ? [] : All())
        {
            if (result.Kind == kind
                && CanonicalJson.DigestOf(result.Inputs) is var digest && inputs.Contains(digest) && found.TryAdd(digest, result) && found.Count == inputs.Count)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Every result that can be read, in the order of the keys.</summary>
    public IEnumerable<StepResult> All() => !Directory.Exists(root) ? [] : Directory.EnumerateFiles(root, "*.json").Order(StringComparer.Ordinal)
        .Select(p => Digest.TryParse(Path.GetFileNameWithoutExtension(p), out var key) ? Find(key) : null).OfType<StepResult>();

    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public void Put(StepResult result)
    {
        try
        {
            AtomicFile.WriteAllBytes(PathOf(result.Key), Encoding.UTF8.GetBytes(result.ToJson().ToJsonString()), LocalStore.ScratchIn(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(StoreDiagnostics.Unwritable(folder, e.Message));
        }
    }

    internal string PathOf(Digest key) => Path.Combine(root, key.Hex + ".json");
}
