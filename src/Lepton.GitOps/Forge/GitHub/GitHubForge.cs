using System.Net;
using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Forge.GitHub;

/// <summary>GitHub: a comment on the pull request that is kept up to date, and a check run on its head commit.</summary>
/// <param name="handler">Sends requests; see <see cref="GitHubClient"/>.</param>
/// <param name="token">From the environment; null to ask without one.</param>
/// <param name="user">The login that comments are written by; null to ask GitHub.</param>
public sealed class GitHubForge(HttpMessageHandler? handler, GitHubContext context, string? token, TimeProvider clock, string? user = null) : IForge
{
    /// <summary>Whom a workflow's own token writes as.</summary>
    public const string ActionsUser = "github-actions[bot]";

    private const int MostAnnotations = 50;
    private const int LongestText = 65_535;
    private const int LongestTitle = 255;
    private const int LongestStatus = 140;

    private readonly GitHubClient client = new(handler, context.Api, token, clock);

    private string Root => $"repos/{string.Join('/', context.Repository.Split('/').Select(Uri.EscapeDataString))}";

    public async Task<string?> CommentAsync(string id, string markdown, CancellationToken cancellation)
    {
        if (context.PullRequest is not { } number)
        {
            return null;
        }

        var marker = $"<!-- lepton:report id={id} v=1 -->";
        var body = new CommentRequest($"{marker}\n{markdown}");
        var comments = $"{Root}/issues/{number}/comments";
        var own = await OwnAsync(comments, marker, cancellation);
        if (own.Count == 0)
        {
            var made = await client.SendAsync(HttpMethod.Post, comments, body, GitHubJson.Default.CommentRequest, GitHubJson.Default.CommentResponse, cancellation);
            own = await OwnAsync(comments, marker, cancellation);

            // Two jobs at once may both have made one: the first stays.
            if (own.Count < 2)
            {
                return made.HtmlUrl;
            }
        }

        var first = own.MinBy(c => c.Id)!;
        foreach (var other in own.Where(c => c.Id != first.Id))
        {
            await client.DeleteAsync($"{Root}/issues/comments/{other.Id}", cancellation);
        }

        return first.Body == body.Body
            ? first.HtmlUrl
            : (await client.SendAsync(HttpMethod.Patch, $"{Root}/issues/comments/{first.Id}", body, GitHubJson.Default.CommentRequest, GitHubJson.Default.CommentResponse, cancellation)).HtmlUrl;
    }

    public async Task<string?> CheckAsync(Check check, CancellationToken cancellation)
    {
        var batches = check.Annotations.Select(Describe).Chunk(MostAnnotations).ToList();
        CheckOutput Output(int batch) => new(Cut(check.Title, LongestTitle), Cut(check.Summary, LongestText), batch < batches.Count ? batches[batch] : []);

        CheckResponse made;
        try
        {
            made = await client.SendAsync(
                HttpMethod.Post,
                $"{Root}/check-runs",
                new CheckRequest(check.Name, context.Commit, "completed", check.Conclusion.ToString().ToLowerInvariant(), context.Run, Output(0)),
                GitHubJson.Default.CheckRequest,
                GitHubJson.Default.CheckResponse,
                cancellation);
        }
        catch (GitHubException e) when (e.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            // Checks are for apps, of which a workflow's token is one; a person's token can still set a status.
            return await StatusAsync(check, cancellation);
        }

        for (var batch = 1; batch < batches.Count; batch++)
        {
            await client.SendAsync(HttpMethod.Patch, $"{Root}/check-runs/{made.Id}", new CheckUpdate(Output(batch)), GitHubJson.Default.CheckUpdate, GitHubJson.Default.CheckResponse, cancellation);
        }

        return made.HtmlUrl;
    }

    public void Dispose() => client.Dispose();

    private async Task<string?> StatusAsync(Check check, CancellationToken cancellation)
    {
        var state = check.Conclusion == CheckConclusion.Failure ? "failure" : "success";
        var request = new StatusRequest(state, context.Run, Cut(check.Title, LongestStatus), check.Name);
        return (await client.SendAsync(HttpMethod.Post, $"{Root}/statuses/{context.Commit}", request, GitHubJson.Default.StatusRequest, GitHubJson.Default.StatusResponse, cancellation)).Url;
    }

    // Of a stranger a comment with our marker is none of ours.
    private async Task<List<CommentResponse>> OwnAsync(string comments, string marker, CancellationToken cancellation)
    {
        var login = await LoginAsync(cancellation);
        var own = new List<CommentResponse>();
        await foreach (var comment in client.ListAsync(comments, GitHubJson.Default.IReadOnlyListCommentResponse, cancellation))
        {
            if (comment.User?.Login == login && comment.Body?.StartsWith(marker, StringComparison.Ordinal) == true)
            {
                own.Add(comment);
            }
        }

        return own;
    }

    // A workflow's token may not ask who it is.
    private async Task<string> LoginAsync(CancellationToken cancellation) =>
        user ?? (await client.FindAsync("user", GitHubJson.Default.UserResponse, cancellation))?.Login ?? ActionsUser;

    private static AnnotationRequest Describe(CheckAnnotation annotation) => new(
        annotation.Path,
        Math.Max(1, annotation.Line),
        Math.Max(1, annotation.Line),
        annotation.Severity switch { Severity.Error => "failure", Severity.Warning => "warning", _ => "notice" },
        Cut(annotation.Title, LongestTitle),
        Cut(annotation.Message, LongestText));

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(longest - 1)] + "…";
}
