using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lepton.Testing;

/// <summary>A forge on a loopback port that remembers what is posted to it: comments, check runs and statuses, by the paths of GitHub's API.</summary>
public sealed class LocalForge : LoopbackServer
{
    public const string User = "github-actions[bot]";

    private readonly Lock gate = new();
    private readonly Dictionary<long, JsonObject> comments = [];
    private readonly List<JsonObject> checks = [];
    private readonly List<JsonObject> pulls = [];
    private readonly Dictionary<long, (JsonObject Run, JsonObject Pull, byte[] Artifact)> runs = [];
    private long last = 100;

    /// <summary>Whether tokens may write: those of forks may not.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>The pull requests that were opened.</summary>
    public IReadOnlyList<JsonObject> Pulls
    {
        get
        {
            lock (gate)
            {
                return [.. pulls];
            }
        }
    }

    /// <summary>Bodies of the comments, in the order in which they were made.</summary>
    public IReadOnlyList<string> Comments
    {
        get
        {
            lock (gate)
            {
                return [.. comments.OrderBy(c => c.Key).Select(c => (string)c.Value["body"]!)];
            }
        }
    }

    /// <summary>Conclusion and commit of each check run.</summary>
    public IReadOnlyList<(string Conclusion, string Commit, JsonObject Check)> Checks
    {
        get
        {
            lock (gate)
            {
                return [.. checks.Select(c => ((string)c["conclusion"]!, (string)c["head_sha"]!, c))];
            }
        }
    }

    /// <summary>A run of a workflow on a fork's pull request, which left an artifact named report.</summary>
    public void Leave(long run, int pull, string head, byte[] artifact)
    {
        lock (gate)
        {
            runs[run] = (
                new JsonObject { ["event"] = "pull_request", ["head_sha"] = head, ["head_branch"] = "topic", ["head_repository"] = new JsonObject { ["owner"] = new JsonObject { ["login"] = "stranger" } } },
                new JsonObject { ["number"] = pull, ["head"] = new JsonObject { ["sha"] = head } },
                artifact);
        }
    }

    protected override async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.EndsWith("/zip", StringComparison.Ordinal))
        {
            await context.Response.Body.WriteAsync(ArtifactOf(path));
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var (status, answer) = Answer(context.Request.Method, path, body.Length == 0 ? null : JsonNode.Parse(body) as JsonObject);
        context.Response.StatusCode = status;
        if (answer is not null)
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()));
        }
    }

    // …/actions/artifacts/<run>/zip
    private byte[] ArtifactOf(string path)
    {
        lock (gate)
        {
            return runs[long.Parse(path.Split('/')[^2])].Artifact;
        }
    }

    private (int Status, JsonNode? Answer) Answer(string method, string path, JsonObject? body)
    {
        lock (gate)
        {
            if (IsReadOnly && method != "GET")
            {
                return (403, new JsonObject { ["message"] = "Resource not accessible by integration" });
            }

            var tail = path[(path.LastIndexOf('/') + 1)..];
            switch (method)
            {
                case "GET" when path.EndsWith("/comments", StringComparison.Ordinal):
                    return (200, new JsonArray([.. comments.OrderBy(c => c.Key).Select(c => c.Value.DeepClone())]));
                case "POST" when path.EndsWith("/comments", StringComparison.Ordinal):
                    var comment = new JsonObject { ["id"] = ++last, ["body"] = (string)body!["body"]!, ["user"] = new JsonObject { ["login"] = User }, ["html_url"] = $"{Address}comment/{last}" };
                    comments[last] = comment;
                    return (201, comment.DeepClone());
                case "PATCH" when path.Contains("/issues/comments/", StringComparison.Ordinal):
                    comments[long.Parse(tail)]["body"] = (string)body!["body"]!;
                    return (200, comments[long.Parse(tail)].DeepClone());
                case "DELETE" when path.Contains("/issues/comments/", StringComparison.Ordinal):
                    comments.Remove(long.Parse(tail));
                    return (204, null);
                case "POST" when path.EndsWith("/check-runs", StringComparison.Ordinal):
                    body!["id"] = ++last;
                    checks.Add(body);
                    return (201, new JsonObject { ["id"] = last, ["html_url"] = $"{Address}check/{last}" });
                case "PATCH" when path.Contains("/check-runs/", StringComparison.Ordinal):
                    return (200, new JsonObject { ["id"] = long.Parse(tail) });
                case "GET" when path.Contains("/actions/runs/", StringComparison.Ordinal) && path.EndsWith("/artifacts", StringComparison.Ordinal):
                    var id = long.Parse(path.Split('/')[^2]);
                    return (200, new JsonObject { ["artifacts"] = new JsonArray(runs.ContainsKey(id) ? new JsonObject { ["id"] = id, ["name"] = "report", ["expired"] = false } : null) });
                case "GET" when path.Contains("/actions/runs/", StringComparison.Ordinal) && runs.TryGetValue(long.Parse(tail), out var run):
                    return (200, run.Run.DeepClone());
                case "GET" when path.EndsWith("/pulls", StringComparison.Ordinal):
                    return (200, new JsonArray([.. runs.Values.Select(r => r.Pull.DeepClone()), .. pulls.Select(p => p.DeepClone())]));
                case "POST" when path.EndsWith("/pulls", StringComparison.Ordinal):
                    body!["number"] = pulls.Count + 1;
                    body["html_url"] = $"{Address}pull/{pulls.Count + 1}";
                    body["head"] = new JsonObject { ["ref"] = body["head"]!.DeepClone() };
                    pulls.Add(body);
                    return (201, body.DeepClone());
                case "PATCH" when path.Contains("/pulls/", StringComparison.Ordinal):
                    return (200, pulls[int.Parse(tail) - 1].DeepClone());
                default:
                    return (method == "GET" && path == "/user" ? 403 : 404, new JsonObject { ["message"] = "Not Found" });
            }
        }
    }
}
