using Lepton.Core.Digests;

namespace Lepton.GitOps.Release.Publishing;

/// <summary>A file that a release shall have.</summary>
public sealed record ReleaseAsset(string Name, string Path, long Size, Digest Digest);
