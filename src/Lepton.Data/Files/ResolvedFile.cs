using Lepton.Core.Digests;
using Lepton.Core.Files;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Files;

/// <summary>A file of a dataset.</summary>
/// <param name="Name">The path as users see it: relative to the workspace, with forward slashes.</param>
/// <param name="Digest">Of its bytes.</param>
/// <param name="Stat">As it was when it was hashed.</param>
/// <param name="Pinned">Whether the spec pins its bytes.</param>
public sealed record ResolvedFile(string Path, string Name, FileFormat Format, bool Gzip, Digest Digest, FileStat Stat, bool Pinned)
{
    /// <summary>Bytes.</summary>
    public long Size => Stat.Size;

    /// <summary>Whether the file is still as it was hashed, as far as its stat tells.</summary>
    public bool IsUntouched => FileStat.TryGet(Path, out var now) && now == Stat;
}
