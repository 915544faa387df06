using System.CommandLine;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Git;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton init</c>: a small commented workspace that trains at once.</summary>
internal static class InitCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "Where to write; default the working directory", DefaultValueFactory = _ => "." };
        var command = new Command("init", "Write a small commented workspace that trains at once") { folder };
        command.SetAction(async (arguments, cancellation) => (int)await RunAsync(terminal, Path.GetFullPath(Path.Combine(terminal.Folder, arguments.GetValue(folder)!)), cancellation));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Terminal terminal, string folder, CancellationToken cancellation)
    {
        if (Write(terminal, folder) is var code && code != ExitCode.Done)
        {
            return code;
        }

        // In a clone git is told at once; elsewhere lepton merge-lock --install does it later.
        if (await IsInGitAsync(folder, cancellation))
        {
            await MergeLockCommand.InstallAsync(terminal with { Folder = folder }, cancellation);
        }

        await terminal.Out.WriteLineAsync($"next: {(folder == terminal.Folder ? string.Empty : $"cd {new DiagnosticFormatter(terminal.Folder).Relative(folder)} && ")}lepton train");
        return ExitCode.Done;
    }

    private static ExitCode Write(Terminal terminal, string folder)
    {
        var formatter = new DiagnosticFormatter(terminal.Folder);
        var existing = InitFiles.All.Select(f => Path.Combine(folder, f.Path)).Where(File.Exists).ToList();
        if (existing.Count > 0)
        {
            existing.ForEach(p => terminal.Error.WriteLine(formatter.Format(CliDiagnostics.FileInTheWay(p))));
            return ExitCode.Usage;
        }

        try
        {
            foreach (var (path, content) in InitFiles.All)
            {
                var full = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                File.WriteAllText(full, content);
                terminal.Out.WriteLine($"wrote {formatter.Relative(full)}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine(formatter.Format(CliDiagnostics.CannotWrite(folder, e.Message)));
            return ExitCode.Infrastructure;
        }

        return ExitCode.Done;
    }

    // A machine without git can have a workspace too.
    private static async Task<bool> IsInGitAsync(string folder, CancellationToken cancellation)
    {
        try
        {
            return await GitRepository.FindAsync(folder, cancellation) is not null;
        }
        catch (DiagnosticException)
        {
            return false;
        }
    }
}
