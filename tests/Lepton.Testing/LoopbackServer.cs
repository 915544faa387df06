using System.Net;
using System.Net.Sockets;

namespace Lepton.Testing;

/// <summary>Answers HTTP requests on a free port of the loopback interface, one after the other, until it is disposed.</summary>
public abstract class LoopbackServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly List<string> requests = [];
    private readonly Task serving;

    protected LoopbackServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        listener.Prefixes.Add(Address.AbsoluteUri);
        listener.Start();
        serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>Methods and paths that were asked for, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    public void Dispose()
    {
        listener.Stop();
        listener.Close();
        try
        {
            serving.Wait(TimeSpan.FromSeconds(5));
        }
        catch (AggregateException)
        {
            // It was waiting for a request.
            return;
        }
    }

    /// <summary>Answers one request and closes its response.</summary>
    protected abstract Task AnswerAsync(HttpListenerContext context);

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            lock (requests)
            {
                requests.Add($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}");
            }

            try
            {
                await AnswerAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
            {
                // The client went away.
                context.Response.Abort();
            }
        }
    }
}
