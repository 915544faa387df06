using Lepton.Core.Digests;

namespace Lepton.GitOps.Release;

/// <summary>A file of a bundle: bytes, or a file that is copied.</summary>
public sealed record BundleFile(string Name, string? Path, byte[]? Content, Digest Digest)
{
    internal void Write(string target)
    {
        if (Path is null)
        {
            File.WriteAllBytes(target, Content!);
        }
        else
        {
            File.Copy(Path, target);

            // A store's files are read-only.
            File.SetAttributes(target, FileAttributes.Normal);
        }
    }
}
