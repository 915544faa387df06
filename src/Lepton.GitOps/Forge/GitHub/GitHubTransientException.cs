namespace Lepton.GitOps.Forge.GitHub;

/// <summary>Another attempt may help.</summary>
/// <param name="after">How long to wait before it; null for the usual pause.</param>
public sealed class GitHubTransientException(string message, TimeSpan? after) : Exception(message)
{
    public TimeSpan? After { get; } = after;
}
