using System.CommandLine;
using Lepton.Core;
using Lepton.Core.Diagnostics;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton init</c>: a small commented workspace that trains at once.</summary>
internal static class InitCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "Where to write; default the working directory", DefaultValueFactory = _ => "." };
        var command = new Command("init", "Write a small commented workspace that trains at once") { folder };
        command.SetAction(arguments => (int)Run(terminal, Path.GetFullPath(Path.Combine(terminal.Folder, arguments.GetValue(folder)!))));
        return command;
    }

    private static ExitCode Run(Terminal terminal, string folder)
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

        terminal.Out.WriteLine($"next: {(folder == terminal.Folder ? string.Empty : $"cd {formatter.Relative(folder)} && ")}lepton train");
        return ExitCode.Done;
    }
}
