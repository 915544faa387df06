using Lepton.GitOps.Release;

namespace Lepton.GitOps.Baselines;

/// <summary>A model's last release.</summary>
/// <param name="Commit">The commit that it names.</param>
/// <param name="Lock">The lock at its tag; null where there is none that can be read.</param>
public sealed record BaseRelease(ReleaseTag Tag, string Commit, BaseLock? Lock);
