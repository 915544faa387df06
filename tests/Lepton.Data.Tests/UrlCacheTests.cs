using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Lepton.Core.Diagnostics;

namespace Lepton.Data.Tests;

public sealed class UrlCacheTests : IDisposable
{
    private static readonly byte[] Content = "id,x\n1,1\n2,2\n"u8.ToArray();

    private readonly Scene scene = new();
    private readonly HttpListener server = new();
    private readonly string address;
    private int requests;

    public UrlCacheTests()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        server.Prefixes.Add(address);
        server.Start();
        _ = Task.Run(ServeAsync);
    }

    [Fact]
    public void A_file_is_fetched_once_and_pinned()
    {
        var body = Spec(Convert.ToHexStringLower(SHA256.HashData(Content)));
        Assert.Equal(scene.Build(body).Digest, scene.Build(body).Digest);
        Assert.Equal(1, requests);
    }

    [Fact]
    public void Other_bytes_than_the_pinned_ones_are_refused() =>
        Assert.Equal("LPT2002", Assert.Throws<DiagnosticException>(() => scene.Build(Spec(new string('0', 64)))).Diagnostics[0].Code);

    public void Dispose()
    {
        server.Close();
        scene.Dispose();
    }

    private string Spec(string digest) => $$"""
        files: [{ url: "{{address}}a.csv", sha256: {{digest}} }]
        columns:
          id: { type: integer, role: id }
          x: { type: number }
        split: { by: expression, test: id = 1 }
        """;

    private async Task ServeAsync()
    {
        while (server.IsListening)
        {
            var context = await server.GetContextAsync();
            Interlocked.Increment(ref requests);
            await context.Response.OutputStream.WriteAsync(Content);
            context.Response.Close();
        }
    }
}
