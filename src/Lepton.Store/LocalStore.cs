using Lepton.Core.Digests;
using Lepton.Core.Files;

namespace Lepton.Store;

/// <summary>The local store: blobs and results under one folder.</summary>
public sealed class LocalStore(string folder)
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(30);

    public string Folder { get; } = folder;

    public BlobStore Blobs { get; } = new(folder);

    public ResultStore Results { get; } = new(folder);

    /// <summary>Where small files are written before they are renamed into their place.</summary>
    public static string ScratchIn(string folder) => Path.Combine(folder, "scratch");

    /// <summary>Where a step that takes long writes down how far it has come; the file outlives a process that is killed.</summary>
    public string CheckpointOf(Digest key) => Path.Combine(Folder, "checkpoints", $"{key.Hex}.safetensors");

    /// <summary>Removes what dead processes left: their work folders, files that they had half written, and checkpoints that nobody went on from.</summary>
    public void Sweep()
    {
        var checkpoints = Path.Combine(Folder, "checkpoints");
        foreach (var old in Directory.Exists(checkpoints) ? Directory.EnumerateFiles(checkpoints).Where(f => File.GetLastWriteTimeUtc(f) < DateTime.UtcNow - Forgotten) : [])
        {
            File.Delete(old);
        }

        WorkFolder.Sweep(Folder);
        AtomicFile.Sweep(ScratchIn(Folder));
    }

    /// <summary>The result of a key whose blobs are all there, or null.</summary>
    public StepResult? Find(Digest key) =>
        Results.Find(key) is { } result && result.Outputs.All(o => Blobs.Contains(o.Blob)) ? result : null;
}
