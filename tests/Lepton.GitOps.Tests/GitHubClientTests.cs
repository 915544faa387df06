using System.Net;
using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Forge;
using Lepton.GitOps.Forge.GitHub;
using Microsoft.Extensions.Time.Testing;

namespace Lepton.GitOps.Tests;

/// <summary>What the client does when GitHub limits, redirects, pages or fails; the answers are those of its documentation.</summary>
public class GitHubClientTests
{
    private const string Api = "https://api.github.example/";

    private static readonly GitHubContext Context = new(new Uri(Api), "acme/models", 7, "0123456789abcdef0123456789abcdef01234567", null);

    [Fact]
    public async Task A_page_is_written_once_and_then_kept_up_to_date()
    {
        var forge = new FakeForge();
        forge.On("GET", "user", 403, """{"message":"Resource not accessible by integration"}""");
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 200, """[{"id":1,"body":"<!-- lepton:report id=samples v=1 -->\nstranger","user":{"login":"mallory"}}]""");
        forge.On("POST", "repos/acme/models/issues/7/comments", 201, """{"id":5,"html_url":"https://github.example/5"}""");
        Assert.Equal("https://github.example/5", await forge.Open(Context).CommentAsync("samples", "first", default));
        Assert.Equal("<!-- lepton:report id=samples v=1 -->\nfirst", (string)System.Text.Json.Nodes.JsonNode.Parse(forge.Bodies.Single())!["body"]!);

        forge = new FakeForge();
        forge.On("GET", "user", 200, """{"login":"bot"}""");
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 200, """[{"id":5,"body":"<!-- lepton:report id=samples v=1 -->\nfirst","user":{"login":"bot"}},{"id":9,"body":"<!-- lepton:report id=samples v=1 -->\nlater","user":{"login":"bot"}}]""");
        forge.On("DELETE", "repos/acme/models/issues/comments/9", 204, string.Empty);
        forge.On("PATCH", "repos/acme/models/issues/comments/5", 200, """{"id":5,"html_url":"https://github.example/5"}""");
        Assert.Equal("https://github.example/5", await forge.Open(Context).CommentAsync("samples", "second", default));
        Assert.Contains("second", forge.Bodies.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_says_the_same_is_left_alone()
    {
        var forge = new FakeForge();
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 200, """[{"id":5,"body":"<!-- lepton:report id=samples v=1 -->\nsame","user":{"login":"bot"},"html_url":"u"}]""");
        Assert.Equal("u", await forge.Open(Context, "bot").CommentAsync("samples", "same", default));
        Assert.Equal(["GET repos/acme/models/issues/7/comments?per_page=100"], forge.Requests);
    }

    [Fact]
    public async Task Pages_are_followed_by_their_links_on_the_same_host_alone()
    {
        var forge = new FakeForge();
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 200, "[]", ("Link", $"<{Api}repositories/1/issues/7/comments?page=2>; rel=\"next\", <{Api}x>; rel=\"last\""));
        forge.On("GET", "repositories/1/issues/7/comments?page=2", 200, """[{"id":5,"body":"<!-- lepton:report id=a v=1 -->\nx","user":{"login":"bot"},"html_url":"u"}]""", ("Link", "<https://elsewhere.example/steal>; rel=\"next\""));
        Assert.Equal("u", await forge.Open(Context, "bot").CommentAsync("a", "x", default));
        Assert.Equal(2, forge.Requests.Count);
    }

    [Theory]
    [InlineData(429, "retry-after", "20", 20)]
    [InlineData(403, "retry-after", "3", 3)]
    [InlineData(403, "x-ratelimit-reset", "+30", 30)]
    public async Task A_rate_limit_is_waited_for_and_even_a_post_is_sent_again(int status, string header, string value, int seconds)
    {
        var forge = new FakeForge();
        var reset = value.StartsWith('+') ? forge.Clock.GetUtcNow().AddSeconds(int.Parse(value)).ToUnixTimeSeconds().ToString() : value;
        forge.On("POST", "repos/acme/models/check-runs", status, """{"message":"API rate limit exceeded"}""", (header, reset), ("x-ratelimit-remaining", "0"));
        forge.On("POST", "repos/acme/models/check-runs", 201, """{"id":3,"html_url":"c"}""");
        var before = forge.Clock.GetUtcNow();
        Assert.Equal("c", await forge.RunAsync(f => f.Open(Context).CheckAsync(new Check("lepton", CheckConclusion.Success, "t", "s", []), default)));
        Assert.InRange((forge.Clock.GetUtcNow() - before).TotalSeconds, seconds, seconds + 2);
    }

    [Fact]
    public async Task A_limit_that_asks_for_too_long_is_told()
    {
        var forge = new FakeForge();
        forge.On("POST", "repos/acme/models/check-runs", 429, """{"message":"secondary rate limit"}""", ("retry-after", "7200"));
        var error = await Assert.ThrowsAsync<GitHubException>(() => forge.Open(Context).CheckAsync(new Check("lepton", CheckConclusion.Success, "t", "s", []), default));
        Assert.Equal("LPT5007", error.Diagnostics[0].Code);
        Assert.Contains("120 min", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_s_failure_is_tried_again_but_never_for_a_post()
    {
        var forge = new FakeForge();
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 502, "<html>bad gateway</html>");
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 200, "[]");
        forge.On("POST", "repos/acme/models/issues/7/comments", 500, "{}");
        await Assert.ThrowsAsync<GitHubException>(() => forge.RunAsync(f => f.Open(Context, "bot").CommentAsync("a", "x", default)));
        Assert.Equal(1, forge.Requests.Count(r => r.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_token_never_leaves_its_host()
    {
        var forge = new FakeForge();
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 301, "{}", ("Location", "https://elsewhere.example/comments"));
        forge.On("GET", "https://elsewhere.example/comments", 200, """[{"id":5,"body":"<!-- lepton:report id=a v=1 -->\nx","user":{"login":"bot"},"html_url":"u"}]""");
        await forge.Open(Context, "bot").CommentAsync("a", "x", default);
        Assert.Equal(["Bearer secret", null], forge.Tokens);
        forge = new FakeForge();
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 302, "{}", ("Location", "http://api.github.example/x"));
        await Assert.ThrowsAsync<GitHubException>(() => forge.Open(Context, "bot").CommentAsync("a", "x", default));
        forge = new FakeForge();
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 401, """{"message":"Bad credentials"}""");
        var error = await Assert.ThrowsAsync<GitHubException>(() => forge.Open(Context, "bot").CommentAsync("a", "x", default));
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("GITHUB_TOKEN", error.Diagnostics[0].Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_did_not_change_is_not_sent_again()
    {
        var forge = new FakeForge();
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 200, """[{"id":5,"body":"<!-- lepton:report id=a v=1 -->\nx","user":{"login":"bot"},"html_url":"u"}]""", ("ETag", "\"abc\""));
        forge.On("GET", "repos/acme/models/issues/7/comments?per_page=100", 304, string.Empty);
        var open = forge.Open(Context, "bot");
        await open.CommentAsync("a", "x", default);
        Assert.Equal("u", await open.CommentAsync("a", "x", default));
        Assert.Equal([null, "\"abc\""], forge.Tags);
    }

    [Fact]
    public async Task Annotations_go_in_batches_of_fifty_and_who_may_not_check_sets_a_status()
    {
        var forge = new FakeForge();
        forge.On("POST", "repos/acme/models/check-runs", 201, """{"id":3,"html_url":"c"}""");
        forge.On("PATCH", "repos/acme/models/check-runs/3", 200, """{"id":3}""");
        forge.On("PATCH", "repos/acme/models/check-runs/3", 200, """{"id":3}""");
        CheckAnnotation[] many = [.. Enumerable.Range(1, 120).Select(i => new CheckAnnotation("models/a.yaml", i, Severity.Error, "LPT4002", $"message {i}"))];
        await forge.Open(Context).CheckAsync(new Check("lepton", CheckConclusion.Failure, "t", "s", many), default);
        Assert.Equal([50, 50, 20], forge.Bodies.Select(b => b.Split("start_line").Length - 1));

        forge = new FakeForge();
        forge.On("POST", "repos/acme/models/check-runs", 403, """{"message":"Resource not accessible by personal access token"}""");
        forge.On("POST", "repos/acme/models/statuses/0123456789abcdef0123456789abcdef01234567", 201, """{"url":"s"}""");
        Assert.Equal("s", await forge.Open(Context).CheckAsync(new Check("lepton", CheckConclusion.Failure, new string('x', 500), "s", []), default));
        Assert.Contains("\"state\":\"failure\"", forge.Bodies.Last(), StringComparison.Ordinal);
        Assert.True(System.Text.Json.Nodes.JsonNode.Parse(forge.Bodies.Last())!["description"]!.ToString().Length <= 140);
    }

    [Theory]
    [InlineData("50 % of a, b:\r\nc", "50 %25 of a, b:%0D%0Ac", "50 %25 of a%2C b%3A%0D%0Ac")]
    [InlineData("%0A stays what it is", "%250A stays what it is", "%250A stays what it is")]
    public void Workflow_commands_are_escaped_as_the_runner_reads_them(string text, string data, string property)
    {
        Assert.Equal(data, WorkflowCommand.Data(text));
        Assert.Equal(property, WorkflowCommand.Property(text));
    }

    private sealed class FakeForge : HttpMessageHandler
    {
        private readonly List<(string Request, int Status, string Body, (string, string)[] Headers)> answers = [];

        public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));

        public List<string> Requests { get; } = [];

        public List<string?> Tokens { get; } = [];

        public List<string?> Tags { get; } = [];

        public List<string> Bodies { get; } = [];

        public void On(string method, string path, int status, string body, params (string, string)[] headers) => answers.Add(($"{method} {path}", status, body, headers));

        public GitHubForge Open(GitHubContext context, string? user = null) => new(this, context, "secret", Clock, user);

        /// <summary>Runs something while the clock goes on whenever it waits.</summary>
        public async Task<T> RunAsync<T>(Func<FakeForge, Task<T>> work)
        {
            var running = work(this);
            while (!running.IsCompleted)
            {
                await Task.Delay(5);
                Clock.Advance(TimeSpan.FromMilliseconds(500));
            }

            return await running;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var name = $"{request.Method} {request.RequestUri!.AbsoluteUri.Replace(Api, string.Empty, StringComparison.Ordinal)}";
            Requests.Add(name);
            Tokens.Add(request.Headers.Authorization?.ToString());
            Tags.Add(request.Headers.TryGetValues("If-None-Match", out var tags) ? tags.Single() : null);
            if (request.Content is not null)
            {
                Bodies.Add(await request.Content.ReadAsStringAsync(cancellationToken));
            }

            var at = answers.FindIndex(a => a.Request == name);
            Assert.True(at >= 0, $"nobody expects {name}");
            var (_, status, body, headers) = answers[at];
            if (answers.Skip(at + 1).Any(a => a.Request == name))
            {
                answers.RemoveAt(at);
            }

            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json"), RequestMessage = request };
            foreach (var (header, value) in headers)
            {
                response.Headers.TryAddWithoutValidation(header, value);
            }

            return response;
        }
    }
}
