using System.Text;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Files;
using Lepton.Specs.Yaml;

namespace Lepton.GitOps.Locks;

/// <summary>A model's lock: which bytes the model is on this branch, and what they were made of.</summary>
public sealed class LockFile
{
    private LockFile(JsonObject root, Digest? content) => (Root, Content) = (root, content);

    /// <summary>Digest of the bytes that were read or written; null before.</summary>
    public Digest? Content { get; }

    /// <summary>All that it says.</summary>
    public JsonObject Root { get; }

    /// <summary>Name of the model that the lock is of.</summary>
    public string Model => (string?)Root["model"] ?? string.Empty;

    /// <summary>A lock that is yet to be written.</summary>
    public static LockFile Of(JsonObject root) => new(root, null);

    /// <summary>The lock at a path, or null where there is none that can be read.</summary>
    public static LockFile? Read(string path, List<Diagnostic> diagnostics) =>
        File.Exists(path) && YamlReader.Read(path, diagnostics) is { } document ? Of(document) : null;

    /// <summary>The lock in a document, or null where it is something else.</summary>
    public static LockFile? Of(SpecDocument document) =>
        YamlJson.Convert(document.Root) is JsonObject root && (string?)root["kind"] == "Lock" ? new LockFile(root, document.Digest) : null;

    /// <summary>The digest of all that a step reads, environment aside.</summary>
    public Digest? Inputs(string kind) => Parse(Root["inputs"]?[kind]);

    /// <summary>Digest of the model file.</summary>
    public Digest? Artifact => Parse(Root["artifact"]?["digest"]);

    /// <summary>Digest of the list of rows that the model was trained, stopped or tuned on.</summary>
    public Digest? Rows => Parse(Root["rows"]);

    /// <summary>Digest of the rows that the model was judged on.</summary>
    public Digest? Test => Parse(Root["dataset"]?["test"]?["digest"]);

    /// <summary>The dataset's columns as type, role and name, whether they may be null left out.</summary>
    public IReadOnlyList<string> Columns => [.. (Root["dataset"]?["columns"] as JsonArray ?? []).Select(c => c!.ToString().Split(' ', 2)).Where(w => w.Length == 2).Select(w => $"{w[0].TrimEnd('?')} {w[1]}")];

    /// <summary>Name of the dataset.</summary>
    public string? Dataset => Root["dataset"]?["name"]?.ToString();

    /// <summary>Writes the lock; returns it as it now reads, so that what is made of it is the same today and tomorrow.</summary>
    public LockFile Write(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(YamlWriter.Write(Root));
        AtomicFile.WriteAllBytes(path, bytes);
        return Of(YamlReader.Parse(path, bytes, [])!)!;
    }

    private static Digest? Parse(JsonNode? node) => Digest.TryParse(node?.ToString(), out var digest) ? digest : null;
}
