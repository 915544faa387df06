using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Lepton.Core.Diagnostics;
using Polly;
using Polly.Retry;

namespace Lepton.GitOps.Forge;

/// <summary>
/// Fetches files by HTTPS (of this machine's own servers by HTTP too) into files. Redirects are followed to HTTPS alone, and what proves who asks goes to the first host and
/// no other; a server that says nothing for half a minute is asked again, four times in all; memory stays that of a buffer.
/// </summary>
public sealed class FileDownload : IDisposable
{
    private const int MostRedirects = 5;
    private const int Attempts = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
    private readonly HttpClient client;
    private readonly ResiliencePipeline attempts;

    /// <param name="clock">For pauses.</param>
    public FileDownload(TimeProvider clock)
    {
        client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("lepton");
        client.DefaultRequestHeaders.Accept.ParseAdd("application/octet-stream");
        attempts = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = a => ValueTask.FromResult(a.Outcome.Exception is IOException or HttpRequestException or SocketException or TimeoutException),
            MaxRetryAttempts = Attempts - 1,
            Delay = TimeSpan.FromSeconds(1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        }).Build();
    }

    /// <summary>Whether files may be fetched from an address.</summary>
    public static bool IsAllowed(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>Fetches a file; false where the server has none.</summary>
    /// <param name="token">Proves who asks; null for nobody in particular.</param>
    /// <param name="path">The new file.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="DiagnosticException">It cannot be had.</exception>
    public async Task<bool> GetAsync(Uri address, string? token, string path, long most, CancellationToken cancellation)
    {
        try
        {
            return await attempts.ExecuteAsync(async stop => await OnceAsync(address, token, path, most, stop), cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SocketException or TimeoutException or UnauthorizedAccessException)
        {
            throw Failed(address, e is TimeoutException ? "no answer in time" : e.GetBaseException().Message);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        handler.Dispose();
    }

    private async Task<bool> OnceAsync(Uri address, string? token, string path, long most, CancellationToken cancellation)
    {
        var at = address;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            // What is elsewhere does not lead to this machine's own servers.
            if (!IsAllowed(at) || (at.IsLoopback && !address.IsLoopback))
            {
                throw Failed(address, $"{at.Scheme}://{at.Authority} is not asked: only https is");
            }

            using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            stall.CancelAfter(Patience);
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.Authorization = token is not null && at.Authority == address.Authority ? new AuthenticationHeaderValue("Bearer", token) : null;
            try
            {
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token);
                if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
                {
                    at = Uri.TryCreate(at, location, out var next) ? next : throw Failed(address, "it is redirected to no address");
                    continue;
                }

                if (response.StatusCode == HttpStatusCode.NotFound)
                {
                    return false;
                }

                if (!response.IsSuccessStatusCode)
                {
                    var reason = $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}";
                    throw response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests ? new HttpRequestException(reason) : Failed(address, reason);
                }

                await using var file = File.Create(path);
                await using var body = await response.Content.ReadAsStreamAsync(stall.Token);
                var buffer = new byte[128 << 10];
                while (await body.ReadAsync(buffer, stall.Token) is > 0 and var read)
                {
                    stall.CancelAfter(Patience);
                    if (file.Position + read > most)
                    {
                        throw Failed(address, $"it has more than the {most} bytes that are expected");
                    }

                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }

                return true;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new TimeoutException();
            }
        }

        throw Failed(address, $"it is redirected more than {MostRedirects} times");
    }

    private static DiagnosticException Failed(Uri address, string reason) => new(GitOpsDiagnostics.NoBundle(address.GetLeftPart(UriPartial.Path), reason));
}
