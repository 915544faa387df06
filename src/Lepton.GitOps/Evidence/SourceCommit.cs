namespace Lepton.GitOps.Evidence;

/// <summary>The commit that specs are of.</summary>
/// <param name="Uri">The repository, as SPDX download locations name it: <c>git+https://…</c>, with the branch or tag after an at sign.</param>
/// <param name="Commit">40 or 64 hexadecimal digits.</param>
public sealed record SourceCommit(string Uri, string Commit);
