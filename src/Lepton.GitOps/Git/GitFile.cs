namespace Lepton.GitOps.Git;

/// <summary>A file of a commit.</summary>
/// <param name="Path">From the root of the repository, with slashes.</param>
/// <param name="Blob">Git's name of its contents.</param>
public sealed record GitFile(string Path, string Blob);
