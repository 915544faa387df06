using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Lepton.Testing.Registry;

/// <summary>Stands between a client and a registry, and spoils what a test wants spoilt.</summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly WebApplication app;
    private readonly string target;

    private FaultyProxy(string target)
    {
        this.target = target;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = null;
            k.Limits.MinRequestBodyDataRate = null;
            k.Limits.MinResponseDataRate = null;
        });
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>Host and port.</summary>
    public string Address { get; private set; } = string.Empty;

    /// <summary>Chooses the fault of a request by its method, its path with query, and how often both came before.</summary>
    public Func<string, string, int, Fault> Choose { get; set; } = (_, _, _) => Fault.None;

    /// <summary>Method and path of every request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Headers named Range and Content-Range that came, in order.</summary>
    public ConcurrentQueue<string> Ranges { get; } = new();

    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    public static async Task<FaultyProxy> StartAsync(string target)
    {
        var proxy = new FaultyProxy(target);
        await proxy.app.StartAsync();
        proxy.Address = new Uri(proxy.app.Urls.First()).Authority;
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path + context.Request.QueryString.Value;
        var name = $"{context.Request.Method} {(path.Contains("/blobs/uploads/", StringComparison.Ordinal) ? path[..(path.IndexOf("/uploads/", StringComparison.Ordinal) + 9)] : path)}";
        Requests.Enqueue(name);
        foreach (var range in context.Request.Headers.Where(h => h.Key is "Range" or "Content-Range").SelectMany(h => h.Value))
        {
            Ranges.Enqueue(range!);
        }

        var fault = Choose(context.Request.Method, path, counts.AddOrUpdate(name, 0, (_, n) => n + 1));
        switch (fault)
        {
            case Fault.ServerError:
            case Fault.Full:
            case Fault.Forbidden:
            case Fault.NotAllowed:
                context.Response.StatusCode = fault switch { Fault.ServerError => 500, Fault.Full => 507, Fault.Forbidden => 403, _ => 405 };
                break;
            case Fault.TooMany:
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "1";
                break;
            case Fault.Reset:
                context.Abort();
                break;
            case Fault.Hang:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case Fault.Endless:
                await EndlessAsync(context);
                break;
            default:
                await ForwardAsync(context, path, fault);
                break;
        }
    }

    private static async Task EndlessAsync(HttpContext context)
    {
        var bytes = new byte[1 << 16];
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(bytes);
        }
    }

    private async Task ForwardAsync(HttpContext context, string path, Fault fault)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"http://{target}{path}");
        if (context.Request.ContentLength is > 0)
        {
            request.Content = new StreamContent(fault == Fault.CutRequest ? new CutStream(context.Request.Body, context.Request.ContentLength.Value / 2) : context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }
        else if (context.Request.Method is "POST" or "PUT" or "PATCH")
        {
            request.Content = new ByteArrayContent([]);
        }

        foreach (var header in context.Request.Headers.Where(h => h.Key is not "Content-Length" and not "Connection" and not "Transfer-Encoding"))
        {
            // The registry names its uploads by this host, so the client stays with the proxy.
            if (!request.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value))
            {
                request.Content?.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
            }
        }

        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            context.Abort();
            return;
        }

        using (response)
        {
            await CopyAsync(context, response, fault);
        }
    }

    private static async Task CopyAsync(HttpContext context, HttpResponseMessage response, Fault fault)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var header in response.Headers.Concat(response.Content.Headers).Where(h => h.Key is not "Transfer-Encoding" and not "Connection"))
        {
            context.Response.Headers[header.Key] = header.Value.ToArray();
        }

        if (context.Request.Method == "HEAD")
        {
            return;
        }

        var body = await response.Content.ReadAsByteArrayAsync();
        if (fault == Fault.Flipped && body.Length > 0)
        {
            body[body.Length / 2] ^= 1;
        }

        if (fault is Fault.Truncated or Fault.Stalled)
        {
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
            await context.Response.Body.FlushAsync();
            await Task.Delay(fault == Fault.Truncated ? 50 : Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            context.Abort();
            return;
        }

        if (body.Length > 0)
        {
            await context.Response.Body.WriteAsync(body);
        }
    }
}
