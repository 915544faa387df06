namespace Lepton.GitOps.Evidence;

/// <summary>The commit that specs are of.</summary>
/// <param name="Uri">The repository, as SPDX download locations name it: <c>git+https://…</c>.</param>
/// <param name="Commit">40 or 64 hexadecimal digits.</param>
public sealed record SourceCommit(string Uri, string Commit);
