using Lepton.Core.Digests;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Files;

/// <summary>A file of a dataset.</summary>
/// <param name="Name">The path as users see it: relative to the workspace, with forward slashes.</param>
/// <param name="Digest">Of its bytes.</param>
/// <param name="Written">When it was last written, as seen before it was hashed.</param>
/// <param name="Pinned">Whether the spec pins its bytes.</param>
public sealed record ResolvedFile(string Path, string Name, FileFormat Format, bool Gzip, Digest Digest, long Size, DateTime Written, bool Pinned)
{
    /// <summary>Whether size and time are still those that were hashed.</summary>
    public bool IsUntouched => new FileInfo(Path) is { Exists: true } now && now.Length == Size && now.LastWriteTimeUtc == Written;
}
