using System.Diagnostics;
using System.Text.RegularExpressions;
using Lepton.Testing;

namespace Lepton.GitOps.Tests;

/// <summary>Prism on a port that the system chose: it answers as GitHub's own OpenAPI description says, and refuses requests that do not keep to it.</summary>
public sealed partial class PrismServer : IAsyncLifetime
{
    private Process? process;

    /// <summary>Address of the API.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    private static string Tools => Repository.File("artifacts", "test-tools", "node_modules");

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Tools, ".bin", "prism"), "mock", "--port", "0", "--host", "127.0.0.1", Path.Combine(Tools, "@octokit", "openapi", "generated", "api.github.com.json")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("node is not here");
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                address.TrySetException(new InvalidOperationException("Prism ended; run ./build.sh TestTools first"));
            }
            else if (Listening().Match(line.Data) is { Success: true } match)
            {
                address.TrySetResult(new Uri(match.Groups["address"].Value + "/"));
            }
        };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Address = await address.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    public Task DisposeAsync()
    {
        process?.Kill(entireProcessTree: true);
        process?.Dispose();
        return Task.CompletedTask;
    }

    [GeneratedRegex(@"listening on (?<address>http://[\w.:]+)")]
    private static partial Regex Listening();
}
