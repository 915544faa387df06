namespace Lepton.GitOps.Git;

/// <summary>A commit that changed a file.</summary>
/// <param name="Blob">Git's name of the file's content after it; null where it removed the file.</param>
public sealed record FileCommit(string Commit, string Author, DateTimeOffset Date, string? Blob);
