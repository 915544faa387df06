using System.Net;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Forge;
using Lepton.GitOps.Forge.GitHub;
using Lepton.GitOps.Release.Publishing;
using Lepton.Testing;

namespace Lepton.GitOps.Tests;

/// <summary>Every request against GitHub's own description of its API, and against traffic that was recorded from it.</summary>
public class GitHubContractTests(PrismServer prism) : IClassFixture<PrismServer>
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public async Task Checks_with_annotations_keep_to_the_description()
    {
        using var forge = Open();
        CheckAnnotation[] many = [.. Enumerable.Range(1, 120).Select(i => new CheckAnnotation("models/a.yaml", i, i % 2 == 0 ? Severity.Error : Severity.Warning, "LPT4002", $"message {i}"))];
        Assert.NotNull(await forge.CheckAsync(new Check("lepton", CheckConclusion.Failure, "1 model is kept back", "**why**", many), default));
        Assert.NotNull(await forge.CheckAsync(new Check("lepton", CheckConclusion.Neutral, "warnings", "**why**", []), default));
        Assert.Empty(forge.Refused);
    }

    [Fact]
    public async Task Comments_keep_to_the_description()
    {
        using var forge = Open();
        Assert.NotNull(await forge.CommentAsync("samples", "a page", default));
        Assert.Contains("POST /repos/acme/models/issues/7/comments", forge.Requests);

        // The description's example is a comment of octocat's.
        using var known = Open("octocat");
        Assert.NotNull(await known.CommentAsync("samples", "a page", default));
        Assert.Empty(forge.Refused.Concat(known.Refused));
    }

    [Fact]
    public async Task Where_checks_are_refused_a_status_keeps_to_the_description()
    {
        using var forge = Open(refuseChecks: true);
        Assert.NotNull(await forge.CheckAsync(new Check("lepton", CheckConclusion.Success, new string('x', 300), "s", []), default));
        Assert.Contains($"POST /repos/acme/models/statuses/{Commit}", forge.Requests);
        Assert.Empty(forge.Refused);
    }

    [Fact]
    public async Task What_is_asked_of_a_fork_s_run_keeps_to_the_description()
    {
        using var watch = new Recorder(refuseChecks: false);
        using var run = new WorkflowRun(watch, prism.Address, "acme/models", "not-a-real-token", TimeProvider.System);

        // The description's examples belong to different stories: none of them is the head of the run's pull request.
        await Assert.ThrowsAsync<DiagnosticException>(() => run.ReadAsync(99, default));
        Assert.Equal(["GET /repos/acme/models/actions/runs/99"], watch.Requests);
        foreach (var path in new[] { "pulls?state=open&head=octocat%3Atopic&per_page=100", "actions/runs/99/artifacts?name=report", "actions/artifacts/3/zip" })
        {
            using var client = new HttpClient(watch, disposeHandler: false);
            client.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.github+json, application/json;q=0.9");
            using var answer = await client.GetAsync(new Uri(prism.Address, "repos/acme/models/" + path));
        }

        Assert.Empty(watch.Refused);
    }

    [Fact]
    public async Task What_is_asked_of_releases_keeps_to_the_description()
    {
        using var watch = new Recorder(refuseChecks: false);
        using var releases = new GitHubReleases(watch, prism.Address, "acme/models", "not-a-real-token", TimeProvider.System);
        Assert.Empty(await releases.FindAsync("tumor/v1.4.0", default));
        var draft = new HostedRelease(1, "tumor/v1.4.0", true, false, new Uri(prism.Address, "repos/acme/models/releases/1/assets"), "page", []);
        var text = new ReleaseText("tumor/v1.4.0", Commit, "tumor 1.4.0", "notes", true, false);
        await releases.CreateDraftAsync(text, default);
        await releases.PublishAsync(draft, text, default);
        await releases.DeleteAssetAsync(new HostedAsset(2, "README.md", 5, null, true), default);
        await releases.DeleteDraftAsync(draft, default);

        // The description's example of a release names GitHub's own host for uploads, which is not the one that the token is for here.
        var e = await Assert.ThrowsAsync<DiagnosticException>(() => releases.FindAsync("v1.0.0", default));
        Assert.Contains("uploads.github.com", e.Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains("GET /repos/acme/models/releases/1/assets", watch.Requests);
        Assert.Empty(watch.Refused);
    }

    [Fact]
    public async Task What_is_asked_of_pull_requests_keeps_to_the_description()
    {
        using var watch = new Recorder(refuseChecks: false);

        // The description's example has one that is open already.
        using var requests = new GitHubPullRequests(watch, prism.Address, "acme/models", "not-a-real-token", TimeProvider.System);
        Assert.Contains("/pull/", await requests.OpenAsync("topic", null, "a title", "a text", default), StringComparison.Ordinal);
        Assert.Equal(["GET /repos/acme/models/pulls", "PATCH /repos/acme/models/pulls/1347"], watch.Requests);
        using var client = new GitHubClient(watch, prism.Address, "not-a-real-token", TimeProvider.System);
        Assert.Contains("/pull/", (await client.SendAsync(HttpMethod.Post, "repos/acme/models/pulls", new PullRequest("a title", "topic", "main", "a text"), GitHubJson.Default.PullRequest, GitHubJson.Default.PullResponse, default)).HtmlUrl, StringComparison.Ordinal);
        Assert.Equal("master", (await client.FindAsync("repos/acme/models", GitHubJson.Default.RepositoryResponse, default))!.DefaultBranch);
        Assert.Empty(watch.Refused);
    }

    [Fact]
    public async Task Recorded_uploads_and_their_conflicts_are_read()
    {
        JsonArray Scenario(string name) => JsonNode.Parse(File.ReadAllText(Repository.File("artifacts", "test-tools", "node_modules", "@octokit", "fixtures", "scenarios", "api.github.com", name, "normalized-fixture.json")))!.AsArray();
        var list = Scenario("release-assets").First(r => (string)r!["method"]! == "get" && ((string)r["path"]!).EndsWith("/assets", StringComparison.Ordinal))!["response"]!;
        Assert.All(System.Text.Json.JsonSerializer.Deserialize(list.ToJsonString(), GitHubJson.Default.IReadOnlyListAssetResponse)!, a => Assert.Equal(("uploaded", true), (a.State, a.Size > 0)));
        var conflict = Scenario("release-assets-conflict").First(r => (int)r!["status"]! == 422)!;

        // Answered so, an upload is one of which nobody knows what became: the publisher looks again and deletes what is in the way.
        using var replay = new Conflict(conflict["response"]!.ToJsonString());
        using var releases = new GitHubReleases(replay, new Uri("https://api.github.com/"), "acme/models", "not-a-real-token", TimeProvider.System);
        var path = Path.GetTempFileName();
        var e = await Assert.ThrowsAsync<UnsureException>(() => releases.UploadAsync(new HostedRelease(1, "t", true, false, new Uri("https://uploads.github.com/repos/acme/models/releases/1/assets"), "page", []), new ReleaseAsset("a.txt", path, 0, Core.Digests.Digest.Of([])), _ => { }, default));
        File.Delete(path);
        Assert.Contains("already_exists", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_does_not_keep_to_the_description_would_be_seen()
    {
        // What the other tests stand on: the server does refuse.
        using var client = new HttpClient();
        using var content = new StringContent("""{"name":1}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(prism.Address, "repos/acme/models/check-runs"), content);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("create-status")]
    [InlineData("paginate-issues")]
    [InlineData("errors")]
    public void Recorded_answers_are_read(string scenario)
    {
        var folder = Repository.File("artifacts", "test-tools", "node_modules", "@octokit", "fixtures", "scenarios", "api.github.com", scenario);
        var recordings = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "normalized-fixture.json")))!.AsArray();
        Assert.NotEmpty(recordings);
        foreach (var recording in recordings)
        {
            var status = (int)recording!["status"]!;
            var body = recording["response"]!.ToJsonString();
            if (status >= 400)
            {
                Assert.NotNull(System.Text.Json.JsonSerializer.Deserialize(body, GitHubJson.Default.ErrorResponse)!.Message);
            }
            else if (scenario == "create-status" && (string)recording["method"]! == "post")
            {
                Assert.NotNull(System.Text.Json.JsonSerializer.Deserialize(body, GitHubJson.Default.StatusResponse)!.Url);
            }
        }
    }

    [Fact]
    public async Task Recorded_pages_are_followed_to_the_last()
    {
        var folder = Repository.File("artifacts", "test-tools", "node_modules", "@octokit", "fixtures", "scenarios", "api.github.com", "paginate-issues");
        using var replay = new Replay(JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "normalized-fixture.json")))!.AsArray());
        using var client = new GitHubClient(replay, new Uri("https://api.github.com/"), null, TimeProvider.System);
        var found = 0;
        await foreach (var issue in client.ListAsync("repos/octokit-fixture-org/paginate-issues/issues", GitHubJson.Default.IReadOnlyListCommentResponse, default))
        {
            Assert.True(issue.Id > 0);
            found++;
        }

        Assert.Equal(13, found);
    }

    private RecordingForge Open(string? user = "github-actions[bot]", bool refuseChecks = false) => new(prism.Address, user, refuseChecks);

    // Keeps what was asked and what Prism refused.
    private sealed class RecordingForge : IDisposable
    {
        private readonly Recorder recorder;
        private readonly GitHubForge forge;

        public RecordingForge(Uri address, string? user, bool refuseChecks)
        {
            recorder = new Recorder(refuseChecks);
            forge = new GitHubForge(recorder, new GitHubContext(address, "acme/models", 7, Commit, "https://github.com/acme/models/actions/runs/1"), "token", TimeProvider.System, user);
        }

        public IReadOnlyList<string> Requests => recorder.Requests;

        public IReadOnlyList<string> Refused => recorder.Refused;

        public Task<string?> CheckAsync(Check check, CancellationToken cancellation) => forge.CheckAsync(check, cancellation);

        public Task<string?> CommentAsync(string id, string markdown, CancellationToken cancellation) => forge.CommentAsync(id, markdown, cancellation);

        public void Dispose()
        {
            forge.Dispose();
            recorder.Dispose();
        }
    }

    private sealed class Recorder(bool refuseChecks) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        public List<string> Requests { get; } = [];

        public List<string> Refused { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var name = $"{request.Method} {request.RequestUri!.AbsolutePath}";
            Requests.Add(name);
            if (refuseChecks && name.EndsWith("/check-runs", StringComparison.Ordinal))
            {
                return new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("""{"message":"Resource not accessible by personal access token"}""") };
            }

            var response = await base.SendAsync(request, cancellationToken);
            if ((int)response.StatusCode >= 400)
            {
                Refused.Add($"{name}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }

            return response;
        }
    }

    private sealed class Conflict(string answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.UnprocessableEntity) { Content = new StringContent(answer) });
    }

    // Answers as GitHub once did.
    private sealed class Replay(JsonArray recordings) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var page = System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query)["page"] ?? "1";
            var recording = recordings.First(r => System.Web.HttpUtility.ParseQueryString(new Uri(request.RequestUri, (string)r!["path"]!).Query)["page"] is var own && (own ?? "1") == page)!;
            var response = new HttpResponseMessage((HttpStatusCode)(int)recording["status"]!) { Content = new StringContent(recording["response"]!.ToJsonString()) };
            foreach (var (name, value) in recording["headers"]!.AsObject())
            {
                response.Headers.TryAddWithoutValidation(name, value!.ToString());
            }

            return Task.FromResult(response);
        }
    }
}
