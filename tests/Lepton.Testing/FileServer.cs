using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lepton.Testing;

/// <summary>A web server that answers every request with the same bytes.</summary>
public sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private FileServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public string Url => app.Urls.First();

    /// <summary>What it answers.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>Paths and queries that were asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static async Task<FileServer> StartAsync()
    {
        var server = new FileServer();
        await server.app.StartAsync();
        return server;
    }

    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Asked.Enqueue(context.Request.Path + context.Request.QueryString);
        await context.Response.Body.WriteAsync(Content);
    }
}
