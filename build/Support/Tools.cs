using System.Diagnostics;
using Nuke.Common;

/// <summary>Starts programs with the terminal's own streams, so that live views stay live.</summary>
static class Tools
{
    public static void DotNet(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            // What a build server keeps running would outlive the build.
            Environment = { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1", ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false" },
        })!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {arguments} ended with exit code {process.ExitCode}");
    }

    /// <summary>The program's exit code.</summary>
    public static int Start(string program, IEnumerable<string> arguments, string? folder = null)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder ?? string.Empty })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    public static void Run(string program, IEnumerable<string> arguments)
    {
        var code = Start(program, arguments);
        Assert.True(code == 0, $"{program} ended with exit code {code}");
    }
}
