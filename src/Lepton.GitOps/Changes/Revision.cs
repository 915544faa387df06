using Lepton.GitOps.Locks;

namespace Lepton.GitOps.Changes;

/// <summary>Specs and locks of a commit, or of the working tree.</summary>
/// <param name="Name">As the user wrote it, or <c>the working tree</c>.</param>
/// <param name="Specs">Sorted by kind and name.</param>
/// <param name="Locks">By the name of the model.</param>
public sealed record Revision(string Name, IReadOnlyList<RevisionSpec> Specs, IReadOnlyDictionary<string, LockFile> Locks);
