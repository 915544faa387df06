namespace Lepton.Store;

/// <summary>The local store: blobs and results under one folder.</summary>
public sealed class LocalStore(string folder)
{
    public string Folder { get; } = folder;

    public BlobStore Blobs { get; } = new(folder);

    public ResultStore Results { get; } = new(folder);
}
