using Lepton.GitOps.Locks;

namespace Lepton.GitOps.Baselines;

/// <summary>A model's lock in another commit.</summary>
/// <param name="Name">The model's name there: another one where it was renamed since.</param>
/// <param name="Commit">The commit.</param>
public sealed record BaseLock(string Name, string Commit, LockFile Lock);
