using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Store.Oci.Credentials;
using Polly;
using Polly.Retry;

namespace Lepton.Store.Oci;

/// <summary>Requests to a registry: authorised, in time, and tried again where that may help.</summary>
internal sealed class RegistryHttp : IDisposable
{
    private const int MaxError = 64 << 10;

    private readonly SocketsHttpHandler handler;
    private readonly HttpClient client;
    private readonly Authorizer authorizer;
    private readonly ResiliencePipeline attempts;
    private readonly OciLimits limits;

    public RegistryHttp(ICredentialSource credentials, OciLimits limits, TimeProvider clock)
    {
        this.limits = limits;
        handler = new SocketsHttpHandler
        {
            ConnectTimeout = limits.Connect,
            MaxConnectionsPerServer = limits.Transfers,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            UseCookies = false,
        };
        client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("lepton");
        authorizer = new Authorizer(client, credentials, limits);
        attempts = limits.Attempts < 2 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = a => ValueTask.FromResult(a.Outcome.Exception is TransientException e && (a.AttemptNumber == 0 || !e.IsSilence)),
            MaxRetryAttempts = limits.Attempts - 1,
            Delay = limits.Backoff,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = a => ValueTask.FromResult((a.Outcome.Exception as TransientException)?.After),
        }).Build();
    }

    /// <summary>Makes attempts until one succeeds or there were enough.</summary>
    /// <exception cref="OciException">None did.</exception>
    public async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        try
        {
            return await attempts.ExecuteAsync(async token => await attempt(token), cancellation);
        }
        catch (TransientException e)
        {
            throw new OciException(OciFailure.Unavailable, e.Message, e);
        }
    }

    /// <summary>Sends one request, once more if the registry asks who we are. The answer is any that is no failure, or one of <paramref name="expected"/>.</summary>
    /// <param name="make">Makes the request, with a body that can be read anew.</param>
    /// <param name="guard">Ends the request when nothing moves.</param>
    /// <exception cref="TransientException">Another attempt may help.</exception>
    /// <exception cref="OciException">No other attempt helps.</exception>
    public async Task<HttpResponseMessage> SendAsync(OciReference at, bool push, Func<HttpRequestMessage> make, StallGuard guard, CancellationToken cancellation, params HttpStatusCode[] expected)
    {
        var scope = $"repository:{at.Repository}:{(push ? "pull,push" : "pull")}";
        for (var asked = false; ; asked = true)
        {
            using var request = make();
            var own = request.RequestUri!.Authority == at.Registry.Authority && request.RequestUri.Scheme == at.Registry.Scheme;
            request.Headers.Authorization = own ? authorizer.Known(at.Registry, scope) : null;
            HttpResponseMessage response;
            try
            {
                response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, guard.Token);
            }
            catch (Exception e) when (IsTransport(e, cancellation))
            {
                throw new TransientException(Explain(at, e), null, e);
            }

            if (response.IsSuccessStatusCode || expected.Contains(response.StatusCode))
            {
                guard.Restart();
                return response;
            }

            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized && !asked && own
                    && await authorizer.AnswerAsync(at.Registry, scope, response.Headers.WwwAuthenticate, cancellation) is not null)
                {
                    continue;
                }

                throw await FailAsync(at, response, guard, cancellation);
            }
        }
    }

    /// <summary>Whether an exception is the network's, and not the caller's wish to stop.</summary>
    public static bool IsTransport(Exception e, CancellationToken cancellation) =>
        e is HttpRequestException or IOException or SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested);

    /// <summary>What went wrong on the way, in words.</summary>
    public static string Explain(OciReference at, Exception e) =>
        e is OperationCanceledException ? $"{at.Registry.Authority} does not answer in time" : $"{at.Registry.Authority}: {(e.GetBaseException() is SocketException s ? s.Message : e.Message)}";

    public void Dispose()
    {
        client.Dispose();
        handler.Dispose();
    }

    private async Task<Exception> FailAsync(OciReference at, HttpResponseMessage response, StallGuard guard, CancellationToken cancellation)
    {
        var code = (int)response.StatusCode;
        var message = $"{at.Registry.Authority} answered {code}{await ReasonAsync(response, guard, cancellation)}";
        switch (code)
        {
            case 401 or 403:
                return new OciException(OciFailure.Denied, message);
            case 404:
                return new OciException(OciFailure.Missing, message);
            case 507:
                return new OciException(OciFailure.Refused, message);
            case 408 or 425 or 429 or >= 500:
                var after = response.Headers.RetryAfter is { } wait ? wait.Delta ?? wait.Date - DateTimeOffset.UtcNow : null;
                return after > limits.LongestPause ? new OciException(OciFailure.Unavailable, $"{message}; it wants to be left alone for {after.Value.TotalSeconds:0} s") : new TransientException(message, after > TimeSpan.Zero ? after : null);
            default:
                return new OciException(OciFailure.Refused, message);
        }
    }

    // The first error of the distribution specification's JSON, cut to a line.
    private static async Task<string> ReasonAsync(HttpResponseMessage response, StallGuard guard, CancellationToken cancellation)
    {
        try
        {
            var error = (JsonNode.Parse(await BoundedBody.ReadAsync(response, MaxError, guard.Token))?["errors"] as JsonArray)?.FirstOrDefault();
            var text = $" {(string?)error?["code"]} {(string?)error?["message"]}".TrimEnd().ReplaceLineEndings(" ");
            return text.Length > 200 ? text[..200] : text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OciException || IsTransport(e, cancellation))
        {
            // The status says enough.
            return string.Empty;
        }
    }
}
