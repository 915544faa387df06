namespace Lepton.GitOps.Forge;

/// <summary>Where a build runs, as far as others may rely on it.</summary>
/// <param name="Branch">The namespace that stands for <c>${branch}</c>, or null where nothing may be written in a branch's name.</param>
/// <param name="Builder">Who builds: on GitHub the workflow, and whether its machine is one's own, which is another builder.</param>
public sealed record BuildOrigin(string? Branch, string Builder)
{
    // On these events GitHub names the default branch, while the workflow may well have checked out a stranger's code.
    private static readonly string[] BorrowedBranches = ["pull_request_target", "workflow_run", "issue_comment", "issues", "discussion", "discussion_comment"];

    /// <summary>Tells from the environment of the process; on a machine without a forge the checked-out branch counts.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="checkedOut">The branch that is checked out, or null.</param>
    public static BuildOrigin Of(Func<string, string?> variable, string? checkedOut)
    {
        string? Get(string name) => variable(name) is { Length: > 0 } value ? value : null;
        var builder = Get("LEPTON_BUILDER");
        if (Get("GITHUB_ACTIONS") == "true")
        {
            // A pull request's branch may bear any name, "main" too: its number tells it apart.
            var branch = Array.Exists(BorrowedBranches, e => e == Get("GITHUB_EVENT_NAME")) ? null : Of(Get("GITHUB_REF"));
            return new BuildOrigin(branch, builder ?? $"{Get("GITHUB_SERVER_URL") ?? "https://github.com"}/{Get("GITHUB_WORKFLOW_REF") ?? Get("GITHUB_REPOSITORY")}{(Get("RUNNER_ENVIRONMENT") == "self-hosted" ? "#self-hosted" : string.Empty)}");
        }

        if (Get("GITLAB_CI") == "true")
        {
            var branch = Get("CI_MERGE_REQUEST_IID") is { } request ? $"refs/merge-requests/{request}" : Get("CI_COMMIT_BRANCH");
            return new BuildOrigin(branch, builder ?? Get("CI_PROJECT_URL") ?? "gitlab");
        }

        // Other build services check out a commit, not a branch, and then nothing is written.
        return new BuildOrigin(checkedOut, builder ?? "local");
    }

    // refs/heads/main is main; refs/pull/7/merge and refs/tags/v1 keep their full names.
    private static string? Of(string? reference)
    {
        const string Heads = "refs/heads/";
        return reference is null || !reference.StartsWith(Heads, StringComparison.Ordinal) || reference.StartsWith(Heads + "refs/", StringComparison.Ordinal) ? reference : reference[Heads.Length..];
    }
}
