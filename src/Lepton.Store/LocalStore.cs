using Lepton.Core.Digests;
using Lepton.Core.Files;

namespace Lepton.Store;

/// <summary>The local store: blobs and results under one folder.</summary>
public sealed class LocalStore(string folder)
{
    public string Folder { get; } = folder;

    public BlobStore Blobs { get; } = new(folder);

    public ResultStore Results { get; } = new(folder);

    /// <summary>Where small files are written before they are renamed into their place.</summary>
    public static string ScratchIn(string folder) => Path.Combine(folder, "scratch");

    /// <summary>Removes what dead processes left: their work folders, and files that they had half written.</summary>
    public void Sweep()
    {
        WorkFolder.Sweep(Folder);
        AtomicFile.Sweep(ScratchIn(Folder));
    }

    /// <summary>The result of a key whose blobs are all there, or null.</summary>
    public StepResult? Find(Digest key) =>
        Results.Find(key) is { } result && result.Outputs.All(o => Blobs.Contains(o.Blob)) ? result : null;
}
