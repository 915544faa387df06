namespace Lepton.GitOps.Forge.GitHub;

/// <summary>How patient a client is.</summary>
/// <param name="Attempts">How often a request is sent at most, at least 1.</param>
/// <param name="Backoff">The first pause; each further one is twice as long.</param>
/// <param name="LongestWait">A rate limit that asks for more than this is an error.</param>
public sealed record GitHubLimits(int Attempts, TimeSpan Backoff, TimeSpan LongestWait)
{
    public static GitHubLimits Usual { get; } = new(5, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));
}
