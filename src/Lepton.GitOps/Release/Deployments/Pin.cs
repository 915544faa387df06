using Lepton.Core.Digests;

namespace Lepton.GitOps.Release.Deployments;

/// <summary>A version of a model and the digest of its file.</summary>
public sealed record Pin(string Version, Digest Digest);
