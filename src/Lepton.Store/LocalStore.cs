using Lepton.Core.Digests;

namespace Lepton.Store;

/// <summary>The local store: blobs and results under one folder.</summary>
public sealed class LocalStore(string folder)
{
    public string Folder { get; } = folder;

    public BlobStore Blobs { get; } = new(folder);

    public ResultStore Results { get; } = new(folder);

    /// <summary>The result of a key whose blobs are all there, or null.</summary>
    public StepResult? Find(Digest key) =>
        Results.Find(key) is { } result && result.Outputs.All(o => Blobs.Contains(o.Blob)) ? result : null;
}
