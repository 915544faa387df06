using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Git;

/// <summary>Runs git. It asks nothing, takes no lock that it can do without, and speaks English.</summary>
/// <param name="folder">Where it runs.</param>
internal sealed class GitProcess(string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What it printed.</summary>
    /// <param name="index">A file for what is staged, instead of the repository's.</param>
    /// <exception cref="DiagnosticException">It failed, or cannot be started.</exception>
    public async Task<byte[]> RequireAsync(string[] arguments, CancellationToken cancellation, string? input = null, string? index = null)
    {
        var (code, output, error) = await RunAsync(arguments, cancellation, input, index);
        return code == 0 ? output : throw new DiagnosticException(GitOpsDiagnostics.GitFailed(Command(arguments), error));
    }

    /// <summary>Its first line, or null where it failed.</summary>
    public async Task<string?> FindLineAsync(string[] arguments, CancellationToken cancellation)
    {
        var (code, output, _) = await RunAsync(arguments, cancellation);
        var text = Encoding.UTF8.GetString(output);
        return code == 0 ? text[..(text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? end : text.Length)].TrimEnd('\r') : null;
    }

    /// <exception cref="DiagnosticException">It cannot be started, or does not end.</exception>
    public async Task<(int Code, byte[] Output, string Error)> RunAsync(string[] arguments, CancellationToken cancellation, string? input = null, string? index = null)
    {
        var start = new ProcessStartInfo("git", ["-c", "core.quotePath=false", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            UseShellExecute = false,
        };
        if (index is not null)
        {
            start.Environment["GIT_INDEX_FILE"] = index;
        }

        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var process = Start(start);
        try
        {
            return await CommunicateAsync(process, input, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DiagnosticException(GitOpsDiagnostics.GitFailed(Command(arguments), $"no end after {Patience.TotalMinutes:0} min"));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<(int Code, byte[] Output, string Error)> CommunicateAsync(Process process, string? input, CancellationToken cancellation)
    {
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output, cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await FeedAsync(process.StandardInput, input, cancellation);
        await reading;
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, output.ToArray(), (await errors).Trim().ReplaceLineEndings(" "));
    }

    private static async Task FeedAsync(StreamWriter to, string? input, CancellationToken cancellation)
    {
        try
        {
            if (input is not null)
            {
                await to.WriteAsync(input.AsMemory(), cancellation);
            }

            to.Close();
        }
        catch (IOException)
        {
            // Git ended before it had read everything: its exit code says why.
            return;
        }
    }

    // Behind the options that come before it.
    private static string Command(string[] arguments)
    {
        var at = 0;
        while (arguments[at] == "-c")
        {
            at += 2;
        }

        return arguments[at];
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoGit(e.Message));
        }
    }
}
