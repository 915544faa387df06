namespace Lepton.Sdk.Generation;

/// <summary>A model of a package.</summary>
internal sealed class PackedModel
{
    public PackedModel(string name, string sha256, long size, string? url) => (Name, Sha256, Size, Url) = (name, sha256, size, url);

    public string Name { get; }

    /// <summary>64 hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Bytes.</summary>
    public long Size { get; }

    /// <summary>Where apps fetch it from; null for a model in the package.</summary>
    public string? Url { get; }
}
