using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lepton.Testing;

/// <summary>Releases by the paths of GitHub's API, on a loopback port; it can be in trouble in the ways that GitHub was seen to be.</summary>
public sealed class ReleaseServer : LoopbackServer
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, JsonObject> releases = [];
    private readonly Dictionary<long, List<JsonObject>> assets = [];
    private long last = 10;

    /// <summary>Says what goes wrong with a request, by its method and path.</summary>
    public Func<string, string, ReleaseFault> Choose { get; set; } = (_, _) => ReleaseFault.None;

    /// <summary>Called before each request is looked at.</summary>
    public Action<string> Asked { get; set; } = _ => { };

    /// <summary>Where the bytes of files are that are fetched; uploads are not kept.</summary>
    public string? Content { get; set; }

    /// <summary>Whether it tells the digests of files.</summary>
    public bool TellsDigests { get; set; } = true;

    /// <summary>Whether published releases are made immutable.</summary>
    public bool IsImmutable { get; set; }

    /// <summary>Each release with whether it is a draft, and its files with their digests and states.</summary>
    public IReadOnlyList<(string Tag, bool IsDraft, string Notes, IReadOnlyList<(string Name, string Digest, string State)> Assets)> Releases
    {
        get
        {
            lock (gate)
            {
                return [.. releases.Values.Select(r => ((string)r["tag_name"]!, (bool)r["draft"]!, (string)r["body"]!, (IReadOnlyList<(string, string, string)>)[.. assets[(long)r["id"]!].Select(a => ((string)a["name"]!, (string?)a["digest"] ?? string.Empty, (string)a["state"]!)).OrderBy(a => a.Item1, StringComparer.Ordinal)]))];
            }
        }
    }

    protected override async Task AnswerAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        Asked($"{method} {path}");
        var fault = Choose(method, path);
        if (fault is ReleaseFault.Reset)
        {
            await context.Request.Body.ReadExactlyAsync(new byte[(int)Math.Min(context.Request.ContentLength ?? 0, 10)]);
            context.Abort();
            return;
        }

        if (fault is ReleaseFault.Limited or ReleaseFault.Error)
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (fault == ReleaseFault.Limited)
            {
                context.Response.Headers.RetryAfter = "7";
            }

            await WriteAsync(context, fault == ReleaseFault.Limited ? 429 : 500, new JsonObject { ["message"] = "in trouble" });
            return;
        }

        var (hash, size, body) = await ReadAsync(context.Request);
        var (status, answer) = fault == ReleaseFault.HalfAsset && path.EndsWith("/assets", StringComparison.Ordinal) && method == "POST"
            ? (502, Half(path, context.Request.Query["name"]!))
            : Act(method, path, context.Request.Query["name"], hash, size, body);
        if (fault == ReleaseFault.DoneAndLost)
        {
            context.Abort();
            return;
        }

        if (method == "GET" && status == 200 && path.Contains("/assets/", StringComparison.Ordinal))
        {
            await context.Response.Body.WriteAsync(await File.ReadAllBytesAsync(Path.Combine(Content!, (string)answer!["name"]!)));
            return;
        }

        await WriteAsync(context, status, answer);
    }

    private static async Task<(string Hash, long Size, JsonObject? Body)> ReadAsync(HttpRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var kept = new MemoryStream();
        var buffer = new byte[64 << 10];
        long size = 0;
        while (await request.Body.ReadAsync(buffer) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            size += read;
            if (request.ContentType == "application/json")
            {
                kept.Write(buffer, 0, read);
            }
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), size, kept.Length == 0 ? null : JsonNode.Parse(kept.ToArray()) as JsonObject);
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonNode? answer)
    {
        context.Response.StatusCode = status;
        if (answer is not null)
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()));
        }
    }

    private JsonObject Half(string path, string name)
    {
        lock (gate)
        {
            assets[long.Parse(path.Split('/')[^2])].Add(new JsonObject { ["id"] = ++last, ["name"] = name, ["size"] = 0, ["state"] = "starter" });
        }

        return new JsonObject { ["message"] = "Bad Gateway" };
    }

    private (int Status, JsonNode? Answer) Act(string method, string path, string? name, string hash, long size, JsonObject? body)
    {
        lock (gate)
        {
            var parts = path.Split('/');
            var id = parts.Select(p => long.TryParse(p, out var number) ? number : 0).Max();
            switch (method)
            {
                case "GET" when path.EndsWith("/releases", StringComparison.Ordinal):
                    return (200, new JsonArray([.. releases.Values.Reverse().Select(r => r.DeepClone())]));
                case "POST" when path.EndsWith("/releases", StringComparison.Ordinal):
                    var made = (JsonObject)body!.DeepClone();
                    made["id"] = ++last;
                    made["upload_url"] = $"{Address}repos/acme/models/releases/{last}/assets{{?name,label}}";
                    made["html_url"] = $"{Address}release/{last}";
                    made["immutable"] = false;
                    releases[last] = made;
                    assets[last] = [];
                    return (201, made.DeepClone());
                case "GET" when path.Contains("/assets/", StringComparison.Ordinal):
                    return (200, assets.Values.SelectMany(a => a).First(a => (long)a["id"]! == id).DeepClone());
                case "GET" when path.EndsWith("/assets", StringComparison.Ordinal):
                    return (200, new JsonArray([.. assets[id].Select(a => a.DeepClone())]));
                case "POST" when path.EndsWith("/assets", StringComparison.Ordinal):
                    if ((bool)releases[id]["immutable"]! || assets[id].Exists(a => (string)a["name"]! == name))
                    {
                        return (422, new JsonObject { ["message"] = "Validation Failed", ["errors"] = new JsonArray(new JsonObject { ["resource"] = "ReleaseAsset", ["code"] = "already_exists", ["field"] = "name" }) });
                    }

                    assets[id].Add(new JsonObject { ["id"] = ++last, ["name"] = name, ["size"] = size, ["state"] = "uploaded", ["digest"] = TellsDigests ? "sha256:" + hash : null });
                    return (201, assets[id][^1].DeepClone());
                case "DELETE" when path.Contains("/assets/", StringComparison.Ordinal):
                    return assets.Values.Any(list => list.RemoveAll(a => (long)a["id"]! == id) > 0) ? (204, null) : (404, new JsonObject { ["message"] = "Not Found" });
                case "DELETE":
                    return releases.Remove(id) ? (204, null) : (404, new JsonObject { ["message"] = "Not Found" });
                case "PATCH" when releases.TryGetValue(id, out var release):
                    foreach (var (key, value) in body!)
                    {
                        release[key] = value?.DeepClone();
                    }

                    release["immutable"] = IsImmutable;
                    return (200, release.DeepClone());
                default:
                    return (404, new JsonObject { ["message"] = "Not Found" });
            }
        }
    }
}
