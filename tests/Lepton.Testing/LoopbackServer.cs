using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lepton.Testing;

/// <summary>Answers HTTP requests on a port of the loopback interface that the system chose, one after the other, until it is disposed.</summary>
public abstract class LoopbackServer : IDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> requests = new();
    private readonly SemaphoreSlim turn = new(1);

    protected LoopbackServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        app = builder.Build();
        app.Run(InTurnAsync);
        app.Start();
        Address = new Uri(app.Urls.First() + "/");
    }

    public Uri Address { get; }

    /// <summary>Methods and paths that were asked for, in order.</summary>
    public IReadOnlyList<string> Requests => [.. requests];

    public void Dispose()
    {
        ((IDisposable)app).Dispose();
        turn.Dispose();
    }

    /// <summary>Answers one request.</summary>
    protected abstract Task AnswerAsync(HttpContext context);

    private async Task InTurnAsync(HttpContext context)
    {
        await turn.WaitAsync(context.RequestAborted);
        try
        {
            requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
            await AnswerAsync(context);
        }
        finally
        {
            turn.Release();
        }
    }
}
