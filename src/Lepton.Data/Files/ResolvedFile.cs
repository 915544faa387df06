using Lepton.Core.Digests;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Files;

/// <summary>A file of a dataset.</summary>
/// <param name="Name">The path as users see it: relative to the workspace, with forward slashes.</param>
/// <param name="Digest">Of its bytes.</param>
/// <param name="Pinned">Whether the spec pins its bytes.</param>
public sealed record ResolvedFile(string Path, string Name, FileFormat Format, bool Gzip, Digest Digest, long Size, bool Pinned);
