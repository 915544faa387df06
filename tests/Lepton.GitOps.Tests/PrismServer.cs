using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lepton.Testing;

namespace Lepton.GitOps.Tests;

/// <summary>Prism on a free port: it answers as GitHub's own OpenAPI description says, and refuses requests that do not keep to it.</summary>
public sealed class PrismServer : IAsyncLifetime
{
    private Process? process;

    /// <summary>Address of the API.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    private static string Tools => Repository.File("artifacts", "test-tools", "node_modules");

    public async Task InitializeAsync()
    {
        var port = FreePort();
        Address = new Uri($"http://127.0.0.1:{port}/");
        var start = new ProcessStartInfo("node", [Path.Combine(Tools, ".bin", "prism"), "mock", "--port", $"{port}", "--host", "127.0.0.1", Path.Combine(Tools, "@octokit", "openapi", "generated", "api.github.com.json")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("node is not here");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient();
        for (var i = 0; i < 600; i++)
        {
            Assert.False(process.HasExited, "run ./build.sh TestTools first");
            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "rate_limit"));
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        Assert.Fail("Prism did not start within a minute");
    }

    public Task DisposeAsync()
    {
        process?.Kill(entireProcessTree: true);
        process?.Dispose();
        return Task.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
