using Lepton.Core.Digests;

namespace Lepton.GitOps.Release.Publishing;

/// <summary>A file of a release on a server.</summary>
/// <param name="Digest">Of its bytes, where the server tells.</param>
/// <param name="IsWhole">False where an upload was broken off.</param>
public sealed record HostedAsset(long Id, string Name, long Size, Digest? Digest, bool IsWhole);
