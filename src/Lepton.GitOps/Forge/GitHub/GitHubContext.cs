using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lepton.GitOps.Forge.GitHub;

/// <summary>The repository, pull request and commit that a workflow of GitHub Actions works for.</summary>
/// <param name="Api">Address of the API, such as <c>https://api.github.com</c>.</param>
/// <param name="Repository">Such as <c>acme/models</c>.</param>
/// <param name="PullRequest">Its number, or null.</param>
/// <param name="Commit">The commit that is reviewed: of a pull request its head, not the merge that is tested.</param>
/// <param name="Run">Address of the workflow's run, or null.</param>
public sealed partial record GitHubContext(Uri Api, string Repository, int? PullRequest, string Commit, string? Run)
{
    /// <summary>As the environment tells it; null outside of GitHub Actions.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static GitHubContext? Of(Func<string, string?> variable)
    {
        string? Get(string name) => variable(name) is { Length: > 0 } value ? value : null;

        // On these events GITHUB_SHA is the default branch's, not the commit that is reviewed.
        if (Access(variable) is not var (api, repository, _) || Get("GITHUB_SHA") is not { } commit || Get("GITHUB_EVENT_NAME") is "workflow_run" or "issue_comment" or "issues")
        {
            return null;
        }

        var (number, head) = Get("GITHUB_EVENT_PATH") is { } path ? PullRequestOf(path) : (null, null);
        var run = Get("GITHUB_RUN_ID") is { } id ? $"{Get("GITHUB_SERVER_URL") ?? "https://github.com"}/{repository}/actions/runs/{id}" : null;
        return new GitHubContext(api, repository, number, head ?? commit, run);
    }

    /// <summary>Where the API is, the repository, and the token; null outside of GitHub Actions.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static (Uri Api, string Repository, string? Token)? Access(Func<string, string?> variable)
    {
        string? Get(string name) => variable(name) is { Length: > 0 } value ? value : null;
        return Get("GITHUB_REPOSITORY") is { } repository ? (new Uri((Get("GITHUB_API_URL") ?? "https://api.github.com").TrimEnd('/') + "/"), repository, Get("GITHUB_TOKEN")) : null;
    }

    /// <summary>The same for a repository whose address on github.com is known.</summary>
    /// <param name="remote">As git has it: <c>https://github.com/acme/models.git</c> or <c>git@github.com:acme/models.git</c>.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static (Uri Api, string Repository, string? Token)? AccessTo(string remote, Func<string, string?> variable) =>
        Address().Match(remote) is { Success: true } match ? (new Uri("https://api.github.com/"), match.Groups["repository"].Value, variable("GITHUB_TOKEN") is { Length: > 0 } token ? token : null) : null;

    [GeneratedRegex(@"^(https://|ssh://git@|git@)github\.com[:/](?<repository>[\w.-]+/[\w.-]+?)(\.git)?/?\z")]
    private static partial Regex Address();

    private static (int? Number, string? Head) PullRequestOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var payload = JsonDocument.Parse(file);
            return payload.RootElement.TryGetProperty("pull_request", out var request) && request.TryGetProperty("number", out var number)
                ? (number.GetInt32(), request.TryGetProperty("head", out var head) && head.TryGetProperty("sha", out var sha) ? sha.GetString() : null)
                : (null, null);
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException or UnauthorizedAccessException)
        {
            // Without the event the commit alone is known.
            return (null, null);
        }
    }
}
