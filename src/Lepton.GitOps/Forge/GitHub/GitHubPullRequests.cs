using System.Net;
using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Forge.GitHub;

/// <summary>Opens pull requests of branches that are on GitHub already (REST: pulls).</summary>
/// <param name="handler">Sends requests; see <see cref="GitHubClient"/>.</param>
/// <param name="repository">Such as <c>acme/models</c>.</param>
public sealed class GitHubPullRequests(HttpMessageHandler? handler, Uri api, string repository, string? token, TimeProvider clock) : IDisposable
{
    private readonly GitHubClient client = new(handler, api, token, clock);
    private readonly string root = $"repos/{string.Join('/', repository.Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>The branch's open pull request, which gets this text; a new one where it has none.</summary>
    /// <param name="body">Markdown.</param>
    /// <param name="target">The branch that it asks to change; null for the repository's default.</param>
    /// <returns>Its address.</returns>
    /// <exception cref="DiagnosticException">GitHub refuses.</exception>
    public async Task<string> OpenAsync(string branch, string? target, string title, string body, CancellationToken cancellation)
    {
        var head = $"{repository.Split('/')[0]}:{branch}";
        if (await FindAsync(head, cancellation) is { } open)
        {
            return await ChangeAsync(open, title, body, cancellation);
        }

        target ??= (await client.FindAsync(root, GitHubJson.Default.RepositoryResponse, cancellation))?.DefaultBranch ?? "main";
        try
        {
            var made = await client.SendAsync(HttpMethod.Post, $"{root}/pulls", new PullRequest(title, branch, target, body), GitHubJson.Default.PullRequest, GitHubJson.Default.PullResponse, cancellation);
            return made.HtmlUrl ?? head;
        }
        catch (GitHubException e) when (e.Status is null or HttpStatusCode.UnprocessableEntity or >= HttpStatusCode.InternalServerError)
        {
            // It may have been made all the same, by this request or by another run.
            return await FindAsync(head, cancellation) is { } late ? await ChangeAsync(late, title, body, cancellation) : throw new DiagnosticException(e.Diagnostics);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<PullResponse?> FindAsync(string head, CancellationToken cancellation)
    {
        await foreach (var pull in client.ListAsync($"{root}/pulls?state=open&head={Uri.EscapeDataString(head)}", GitHubJson.Default.IReadOnlyListPullResponse, cancellation))
        {
            return pull;
        }

        return null;
    }

    private async Task<string> ChangeAsync(PullResponse pull, string title, string body, CancellationToken cancellation) =>
        (await client.SendAsync(HttpMethod.Patch, $"{root}/pulls/{pull.Number}", new PullChange(title, body), GitHubJson.Default.PullChange, GitHubJson.Default.PullResponse, cancellation)).HtmlUrl ?? $"#{pull.Number}";
}
