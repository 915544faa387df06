namespace Lepton.GitOps.Baselines;

/// <summary>The commit whose models candidates are compared with.</summary>
/// <param name="Name">The branch or commit that was asked for, or found.</param>
/// <param name="Commit">Where the history of the working tree left it.</param>
public sealed record BaseRevision(string Name, string Commit)
{
    /// <summary>For people.</summary>
    public override string ToString() => $"{Name} at {Commit[..Math.Min(7, Commit.Length)]}";
}
