using System.CommandLine;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Files;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton merge-lock</c>: what git calls to merge two versions of a lock (gitattributes: merge drivers).</summary>
internal static class MergeLockCommand
{
    public static Command Create(Terminal terminal)
    {
        var ancestor = new Argument<string?>("ancestor") { Description = "The version that both come from; git's %O", Arity = ArgumentArity.ZeroOrOne };
        var ours = new Argument<string?>("ours") { Description = "Our version, which gets the result; %A", Arity = ArgumentArity.ZeroOrOne };
        var theirs = new Argument<string?>("theirs") { Description = "Their version; %B", Arity = ArgumentArity.ZeroOrOne };
        var path = new Argument<string?>("path") { Description = "The lock's path, for messages; %P", Arity = ArgumentArity.ZeroOrOne };
        var install = new Option<bool>("--install") { Description = "Have git call this command for *.lock.yaml in this clone; .gitattributes must say merge=lepton-lock" };
        var command = new Command("merge-lock", "Merge two versions of a lock, for git; where both sides changed it the next train makes it anew") { ancestor, ours, theirs, path, install };
        command.SetAction(async (arguments, cancellation) => (int)(arguments.GetValue(install)
            ? await InstallAsync(terminal, cancellation)
            : arguments.GetValue(theirs) is { } other
                ? Merge(terminal, arguments.GetValue(ancestor)!, arguments.GetValue(ours)!, other, arguments.GetValue(path) ?? arguments.GetValue(ours)!)
                : Refuse(terminal)));
        return command;
    }

    /// <summary>Tells a clone's git of the command.</summary>
    public static async Task<ExitCode> InstallAsync(Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            var repository = await GitRepository.RequireAsync(terminal.Folder, cancellation);
            await repository.UseMergeDriverAsync("lepton-lock", "lepton merges locks", "lepton merge-lock %O %A %B %P", cancellation);
            return ExitCode.Done;
        }
        catch (DiagnosticException e)
        {
            foreach (var diagnostic in e.Diagnostics)
            {
                await terminal.Error.WriteLineAsync(new Output.DiagnosticLine(terminal).Of(diagnostic));
            }

            return ExitCodes.Worst(e.Diagnostics.Select(d => d.ExitCode));
        }
    }

    private static ExitCode Merge(Terminal terminal, string ancestor, string ours, string theirs, string name)
    {
        byte[] Read(string path) => File.ReadAllBytes(Path.GetFullPath(Path.Combine(terminal.Folder, path)));

        try
        {
            var old = Read(ancestor);
            if (LockMerge.Merge(old.Length == 0 ? null : old, Read(ours), Read(theirs)) is not { } merged)
            {
                terminal.Error.WriteLine(new Output.DiagnosticLine(terminal).Of(CliDiagnostics.NoLockToMerge(name)));
                return ExitCode.StepFailed;
            }

            AtomicFile.WriteAllBytes(Path.GetFullPath(Path.Combine(terminal.Folder, ours)), merged.Merged);
            if (merged.IsOpen)
            {
                terminal.Error.WriteLine($"{name}: both sides changed the model; lepton train makes its lock anew");
            }

            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine(new Output.DiagnosticLine(terminal).Of(CliDiagnostics.CannotRead(name, e.Message)));
            return ExitCode.Infrastructure;
        }
    }

    private static ExitCode Refuse(Terminal terminal)
    {
        terminal.Error.WriteLine("lepton: error LPT1031: merge-lock takes three files. lepton merge-lock --help tells more");
        return ExitCode.Usage;
    }
}
