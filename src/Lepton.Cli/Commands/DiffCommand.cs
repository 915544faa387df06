using System.CommandLine;
using Lepton.Cli.Commands.Cache;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Changes;
using Lepton.GitOps.Git;
using Lepton.Store;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton diff</c>: what differs between two commits in specs, data, metrics and models.</summary>
internal static class DiffCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var from = new Argument<string>("from") { Description = "Branch, tag or commit to compare with, such as main or HEAD~1" };
        var to = new Argument<string?>("to") { Description = "Branch, tag or commit that is compared; default the working tree", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("diff", "Show what differs between two commits: specs, rows and distributions of the data, metrics, model files") { from, to };
        foreach (var option in new Option[] { common.Json, common.Plain, common.Verbose })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments.GetValue(from)!, arguments.GetValue(to), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string from, string? to, CancellationToken cancellation)
    {
        // Comparing must work while a spec is bad: that may be what one wants to see.
        var workspace = CacheCommand.Workspace(session.Terminal);
        var repository = await GitRepository.RequireAsync(workspace.Root, cancellation);
        var reader = new RevisionReader(workspace.Root);
        var before = await reader.AtAsync(repository, from, await repository.CommitAsync(from, cancellation), cancellation);
        var now = to is null ? reader.WorkingTree() : await reader.AtAsync(repository, to, await repository.CommitAsync(to, cancellation), cancellation);
        session.Tell(reader.Diagnostics.Select(d => d with { Severity = Severity.Warning }));
        var models = ModelChange.Of(before, now);
        var duck = models.Any(m => m.IsOtherData) ? session.Engines.Duck : null;
        var diff = new RevisionDiff(before.Name, now.Name, SpecChange.Of(before, now), DatasetChange.Of(models, new LocalStore(workspace.StoreFolder), duck, cancellation), models);
        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(DiffJson.Document(diff).ToJsonString(OutcomeJson.Indented));
        }
        else
        {
            new DiffText(session.Terminal, session.Verbose).Write(diff);
        }

        return ExitCode.Done;
    }
}
