using Lepton.Core.Diagnostics;
using Lepton.GitOps;
using Lepton.GitOps.Forge.GitHub;

namespace Lepton.Cli.Commands;

/// <summary>A pull request that a command opens of the branch that it pushed.</summary>
internal sealed class Proposal
{
    private readonly (Uri Api, string Repository, string? Token) access;

    private Proposal((Uri Api, string Repository, string? Token) access) => this.access = access;

    /// <summary>Finds the forge before anything is changed.</summary>
    /// <param name="option">What asked for it.</param>
    /// <exception cref="DiagnosticException">Nobody says which repository on GitHub is meant.</exception>
    public static Proposal Require(string option) => new(GitHubContext.Access(Environment.GetEnvironmentVariable) ?? throw new DiagnosticException(GitOpsDiagnostics.NoForge(option)));

    /// <returns>The pull request's address.</returns>
    public async Task<string> OpenAsync(string branch, string? target, string title, string body, CancellationToken cancellation)
    {
        using var requests = new GitHubPullRequests(null, access.Api, access.Repository, access.Token, TimeProvider.System);
        return await requests.OpenAsync(branch, target, title, body, cancellation);
    }
}
