using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lepton.Core.Diagnostics;
using Polly;
using Polly.Retry;

namespace Lepton.GitOps.Forge.GitHub;

/// <summary>
/// Requests to GitHub's REST API (version 2022-11-28). One at a time; after a rate limit it waits as long as the answer asks for, within bounds; what may be
/// sent twice without harm is tried again. The token goes to the API's own host and nowhere else.
/// </summary>
public sealed class GitHubClient : IDisposable
{
    private const int MostRedirects = 5;
    private const int MostPages = 100;
    private const int LongestAnswer = 16 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SocketsHttpHandler? own;
    private readonly HttpClient client;
    private readonly Uri api;
    private readonly string? token;
    private readonly TimeProvider clock;
    private readonly GitHubLimits limits;
    private readonly ResiliencePipeline attempts;
    private readonly Dictionary<string, (string Tag, byte[] Body, Uri? Next)> known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim turn = new(1);

    /// <param name="handler">Sends requests; it must not follow redirects, or the token might travel with them. Null for the network's.</param>
    /// <param name="token">From the environment; null to ask without one.</param>
    public GitHubClient(HttpMessageHandler? handler, Uri api, string? token, TimeProvider clock, GitHubLimits? limits = null)
    {
        (this.api, this.token, this.clock, this.limits) = (api, token, clock, limits ?? GitHubLimits.Usual);
        own = handler is null ? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), AutomaticDecompression = DecompressionMethods.All } : null;
        client = new HttpClient(handler ?? own!, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("lepton");

        // The second one is for servers that are made of GitHub's description, which names no other.
        client.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.github+json, application/json;q=0.9");
        client.DefaultRequestHeaders.Add("X-GitHub-Api-Version", "2022-11-28");
        attempts = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = a => ValueTask.FromResult(a.Outcome.Exception is GitHubTransientException),
            MaxRetryAttempts = this.limits.Attempts - 1,
            Delay = this.limits.Backoff,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = a => ValueTask.FromResult((a.Outcome.Exception as GitHubTransientException)?.After),
        }).Build();
    }

    /// <summary>What stands at a path below the API, or null where there is nothing.</summary>
    internal async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return Read((await SendAsync(HttpMethod.Get, new Uri(api, path), null, cancellation)).Body, type, path);
        }
        catch (GitHubException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            return null;
        }
    }

    /// <summary>Every page of a list. The next page's address is the one that the answer names, on the same host.</summary>
    internal async IAsyncEnumerable<T> ListAsync<T>(string path, JsonTypeInfo<IReadOnlyList<T>> type, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        Uri? next = new Uri(api, path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "per_page=100");
        for (var page = 0; next is not null && page < MostPages; page++)
        {
            var (body, following) = await SendAsync(HttpMethod.Get, next, null, cancellation);
            foreach (var item in Read(body, type, path) ?? [])
            {
                yield return item;
            }

            next = following;
        }
    }

    /// <summary>Sends a body and reads the answer.</summary>
    internal async Task<TAnswer> SendAsync<TBody, TAnswer>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type, JsonTypeInfo<TAnswer> answer, CancellationToken cancellation)
        where TAnswer : class =>
        Read((await SendAsync(method, new Uri(api, path), JsonSerializer.SerializeToUtf8Bytes(body, type), cancellation)).Body, answer, path)
        ?? throw new DiagnosticException(GitOpsDiagnostics.ForgeFailed($"{method} {path}: the answer is empty", null));

    /// <summary>The bytes that a path leads to, at most 16 MiB; where it leads to another host, the token stays at home.</summary>
    internal async Task<byte[]> DownloadAsync(string path, CancellationToken cancellation) => (await SendAsync(HttpMethod.Get, new Uri(api, path), null, cancellation)).Body;

    /// <summary>Sends a file to an address, once: who calls looks what became of it. Memory stays that of a buffer.</summary>
    /// <param name="moved">Told how many bytes went.</param>
    /// <exception cref="GitHubTransientException">A rate limit says how long to wait.</exception>
    internal async Task UploadAsync(Uri address, string path, long size, Action<long> moved, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            stall.CancelAfter(Patience);
            using var request = new HttpRequestMessage(HttpMethod.Post, address);
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            request.Content = new ProgressContent(file, size, count =>
            {
                // As long as it moves it may take its time.
                stall.CancelAfter(Patience);
                moved(count);
            });
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token);
            var content = await ReadAsync(response, stall.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw Failure(HttpMethod.Post, address, response, content, isSafe: false);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new GitHubException(null, $"POST {address.AbsolutePath}: {(e is OperationCanceledException ? "no answer in time" : e.GetBaseException().Message)}", null);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Removes what stands at a path.</summary>
    internal Task DeleteAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Delete, new Uri(api, path), null, cancellation);

    public void Dispose()
    {
        client.Dispose();
        own?.Dispose();
        turn.Dispose();
    }

    private async Task<(byte[] Body, Uri? Next)> SendAsync(HttpMethod method, Uri address, byte[]? body, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            return await attempts.ExecuteAsync(async stop => await OnceAsync(method, address, body, stop), cancellation);
        }
        catch (GitHubTransientException e)
        {
            throw new DiagnosticException(GitOpsDiagnostics.ForgeFailed(e.Message, null));
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<(byte[] Body, Uri? Next)> OnceAsync(HttpMethod method, Uri address, byte[]? body, CancellationToken cancellation)
    {
        // Whether the same request may be sent again where nobody knows what became of it: a second POST would make a second thing.
        var isSafe = method != HttpMethod.Post;
        var at = address;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(method, at);
            if (token is not null && at.Authority == api.Authority && at.Scheme == api.Scheme)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            if (body is not null)
            {
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            }

            var cached = method == HttpMethod.Get && known.TryGetValue(at.AbsoluteUri, out var kept) ? kept : default;
            if (cached.Tag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-None-Match", cached.Tag);
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Patience);
            try
            {
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if (response.StatusCode == HttpStatusCode.NotModified && cached.Tag is not null)
                {
                    return (cached.Body, cached.Next);
                }

                if ((int)response.StatusCode is 301 or 302 or 307 or 308 && response.Headers.Location is { } location)
                {
                    at = new Uri(at, location);
                    if (at.Scheme != api.Scheme)
                    {
                        throw new GitHubException(response.StatusCode, $"{method} {address.AbsolutePath} leads to another protocol", null);
                    }

                    continue;
                }

                var content = await ReadAsync(response, limit.Token);
                if (!response.IsSuccessStatusCode)
                {
                    throw Failure(method, address, response, content, isSafe);
                }

                var next = NextOf(response);
                if (method == HttpMethod.Get && response.Headers.ETag is { } tag)
                {
                    known[at.AbsoluteUri] = (tag.ToString(), content, next);
                }

                return (content, next);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                var reason = $"{method} {address.AbsolutePath}: {(e is OperationCanceledException ? "no answer in time" : e.GetBaseException().Message)}";
                throw isSafe ? new GitHubTransientException(reason, null) : new GitHubException(null, reason, "look whether it was done before you run it again");
            }
        }

        throw new GitHubException(null, $"{method} {address.AbsolutePath} is redirected more than {MostRedirects} times", null);
    }

    private Exception Failure(HttpMethod method, Uri address, HttpResponseMessage response, byte[] content, bool isSafe)
    {
        var error = Read(content);
        var details = string.Join(", ", (error?.Errors ?? []).Select(d => string.Join(' ', new[] { d.Resource, d.Field, d.Message ?? d.Code }.OfType<string>())));
        var message = $"{method} {address.AbsolutePath} answered {(int)response.StatusCode} {error?.Message}{(details.Length > 0 ? $" ({details})" : string.Empty)}".TrimEnd();
        message = message.Length > 400 ? message[..400] : message.ReplaceLineEndings(" ");
        if (response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests && WaitOf(response, error) is { } wait)
        {
            // It was refused before anything was done: even a POST may be sent again.
            return wait <= limits.LongestWait ? new GitHubTransientException(message, wait) : new GitHubException(response.StatusCode, $"{message}; it wants to be left alone for {wait.TotalMinutes:0} min", null);
        }

        return (int)response.StatusCode >= 500 && isSafe
            ? new GitHubTransientException(message, null)
            : new GitHubException(response.StatusCode, message, HintOf(response));
    }

    // How long a rate limit asks to wait; null where the refusal is none (docs: rate limits for the REST API).
    private TimeSpan? WaitOf(HttpResponseMessage response, ErrorResponse? error)
    {
        if (response.Headers.RetryAfter is { } after)
        {
            return Least(after.Delta ?? after.Date!.Value - clock.GetUtcNow());
        }

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
        if (Header("x-ratelimit-remaining") == "0" && long.TryParse(Header("x-ratelimit-reset"), out var reset))
        {
            return Least(DateTimeOffset.FromUnixTimeSeconds(reset) - clock.GetUtcNow());
        }

        return response.StatusCode == HttpStatusCode.TooManyRequests || error?.Message?.Contains("rate limit", StringComparison.OrdinalIgnoreCase) == true ? TimeSpan.FromMinutes(1) : null;
    }

    private static TimeSpan Least(TimeSpan wait) => wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait;

    private static string? HintOf(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized => "GITHUB_TOKEN is missing or not valid",
        HttpStatusCode.Forbidden or HttpStatusCode.NotFound => response.Headers.TryGetValues("X-Accepted-GitHub-Permissions", out var wanted)
            ? $"the token needs the permissions {string.Join("; ", wanted)}"
            : "the token may lack a permission: a workflow needs permissions: pull-requests: write, checks: write",
        _ => null,
    };

    // The address is taken as it stands, and only within the same host.
    private Uri? NextOf(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var links))
        {
            return null;
        }

        foreach (var link in links.SelectMany(l => l.Split(',')))
        {
            var parts = link.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0].StartsWith('<') && parts[0].EndsWith('>') && parts.Skip(1).Any(p => p is "rel=\"next\"" or "rel=next")
                && Uri.TryCreate(api, parts[0][1..^1], out var next) && next.Authority == api.Authority && next.Scheme == api.Scheme)
            {
                return next;
            }
        }

        return null;
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var content = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await body.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            await content.WriteAsync(buffer.AsMemory(0, read), cancellation);
            if (content.Length > LongestAnswer)
            {
                throw new GitHubException(response.StatusCode, "the answer is longer than 16 MiB", null);
            }
        }

        return content.ToArray();
    }

    private static T? Read<T>(byte[] content, JsonTypeInfo<T> type, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(content, type);
        }
        catch (JsonException)
        {
            throw new DiagnosticException(GitOpsDiagnostics.ForgeFailed($"{path}: the answer is not what GitHub describes", null));
        }
    }

    private static ErrorResponse? Read(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, GitHubJson.Default.ErrorResponse);
        }
        catch (JsonException)
        {
            // A page of a proxy, say: the status tells enough.
            return null;
        }
    }
}
