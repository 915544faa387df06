using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.GitOps;
using Lepton.GitOps.Forge.GitHub;
using Lepton.GitOps.Git;

namespace Lepton.Cli.Commands;

/// <summary>A pull request that changes one file.</summary>
internal sealed class Proposal
{
    private readonly (Uri Api, string Repository, string? Token) access;

    private Proposal((Uri Api, string Repository, string? Token) access) => this.access = access;

    /// <summary>Finds the forge before anything is changed.</summary>
    /// <param name="option">What asked for it.</param>
    /// <exception cref="DiagnosticException">Nobody says which repository on GitHub is meant.</exception>
    public static Proposal Require(string option) => new(GitHubContext.Access(Environment.GetEnvironmentVariable) ?? throw new DiagnosticException(GitOpsDiagnostics.NoForge(option)));

    /// <summary>
    /// Pushes a commit with the file's new text as a branch of its own, and opens a pull request or finds the one that is open. The working tree stays as it is. The branch
    /// is named by what is changed where, so that the same change again, after a failure, is the same branch.
    /// </summary>
    /// <param name="prefix">What the branch's name begins with.</param>
    /// <returns>The pull request's address.</returns>
    /// <exception cref="DiagnosticException">The file has changes that are in no commit, git refuses, or the forge does.</exception>
    public async Task<string> MakeAsync(GitRepository repository, string prefix, string path, string text, string title, string body, CancellationToken cancellation)
    {
        var (from, head) = (await repository.BranchAsync(cancellation), await repository.CommitAsync("HEAD", cancellation));
        if (File.Exists(path) && (await repository.UncommittedAsync([repository.PathOf(path)], cancellation)).Count > 0)
        {
            throw new DiagnosticException(CliDiagnostics.NotCommitted());
        }

        var branch = $"{prefix}-{Digest.Of(Encoding.UTF8.GetBytes($"{head}\n{text}")).Hex[..8]}";
        await repository.PushChangeAsync(repository.PathOf(path), text, title, branch, cancellation);
        using var requests = new GitHubPullRequests(null, access.Api, access.Repository, access.Token, TimeProvider.System);
        return await requests.OpenAsync(branch, from, title, body, cancellation);
    }
}
