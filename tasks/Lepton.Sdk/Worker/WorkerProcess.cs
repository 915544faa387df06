using System;
using System.Diagnostics;
using System.IO;
using System.Text;

namespace Lepton.Sdk.Worker;

/// <summary>A <c>lepton worker</c> at work. Closing its input ends it; it ends with this process, too.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;
    private readonly object gate = new();
    private bool isStopped;

    private WorkerProcess(Process process) => this.process = process;

    /// <param name="dotnet">The .NET that a command needs that is not compiled to native code.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static WorkerProcess Start(string command, string dotnet, string folder, string request, Action<string> line, Action<string> error)
    {
        var start = new ProcessStartInfo(command, "worker")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };

        // MSBuild's own settings for .NET are not for a program that it starts.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        if (Path.IsPathRooted(dotnet) && !start.Environment.ContainsKey("DOTNET_ROOT"))
        {
            start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.GetDirectoryName(dotnet)!);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => Tell(line, e.Data);
        process.ErrorDataReceived += (_, e) => Tell(error, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            process.StandardInput.WriteLine(request);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended already; its exit code and its last words tell why.
            return new WorkerProcess(process);
        }

        return new WorkerProcess(process);
    }

    /// <summary>Its exit code, once it has ended.</summary>
    public int Wait()
    {
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Asks it to end; does not wait.</summary>
    public void Stop()
    {
        lock (gate)
        {
            if (!isStopped)
            {
                isStopped = true;
                try
                {
                    process.StandardInput.Close();
                }
                catch (IOException)
                {
                    // It ended by itself.
                    return;
                }
            }
        }
    }

    public void Dispose()
    {
        Stop();
        process.Dispose();
    }

    private static void Tell(Action<string> to, string? text)
    {
        if (text is not null)
        {
            to(text);
        }
    }
}
