using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Graph;
using Lepton.Store;

namespace Lepton.Cli.Commands.Cache;

/// <summary><c>lepton cache push</c>: gives others what this machine has of the models as they now are.</summary>
internal static class CachePushCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var command = new Command("push", "Push the results of models, as their specs now are, to the remote store; train does so by itself");
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { common.Json, common.Plain })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (arguments, cancellation) => (int)await RunAsync(terminal, arguments, common, cancellation));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Terminal terminal, ParseResult arguments, CommonOptions common, CancellationToken cancellation)
    {
        using var session = new Session(terminal, arguments, common);
        if (!session.Load(readAll: true))
        {
            return ExitCode.Usage;
        }

        try
        {
            var sink = session.Sink();
            var store = new LocalStore(session.Workspace!.StoreFolder);
            using var use = await StoreUse.ShareAsync(store.Folder, () => sink.Publish(new LeptonEvent.Progress("cache push", null, "waiting for cache gc to end")), cancellation);
            await using var remote = await CacheCommand.RemoteAsync(session.Workspace, store, d => sink.Publish(new LeptonEvent.DiagnosticRaised(null, d)), cancellation);
            if (!remote.Pushes.HasTarget)
            {
                return session.Fail(CliDiagnostics.NothingToWriteTo());
            }

            var plan = new ModelRunner(session.Workspace, session.Engines, session.Known!, sink).Plan(session.Models, "gate").Where(p => p.Step.IsShared).ToList();
            var known = plan.Where(p => p.State == PlannedState.Known).ToList();
            known.ForEach(p => remote.Offer(p.Result!));
            await remote.Pushes.FinishAsync(() => sink.Publish(new LeptonEvent.Progress("cache push", (double)(known.Count - remote.Pushes.Open) / known.Count, $"{known.Count - remote.Pushes.Open} of {known.Count} results, {CacheCommand.Megabytes(remote.Pushes.Bytes)} sent")), cancellation);
            var code = remote.Pushes.IsComplete ? ExitCode.Done : ExitCode.Infrastructure;
            sink.Publish(new LeptonEvent.RunFinished(code, TimeSpan.Zero));
            await WriteAsync(session, remote.Pushes.Pushed, known.Count, plan.Count, remote.Pushes.Bytes, code);
            return code;
        }
        catch (DiagnosticException e)
        {
            return session.Fail(e.Diagnostics);
        }
    }

    private static async Task WriteAsync(Session session, int pushed, int known, int all, long bytes, ExitCode code)
    {
        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(new JsonObject
            {
                ["schema"] = "lepton/cache-push/v1",
                ["exit-code"] = (int)code,
                ["pushed"] = pushed,
                ["there-before"] = code == ExitCode.Done ? known - pushed : null,
                ["not-here"] = all - known,
                ["bytes"] = bytes,
            }.ToJsonString(OutcomeJson.Indented));
            return;
        }

        var before = code == ExitCode.Done && known > pushed ? $", {known - pushed} there before" : string.Empty;
        var missing = all > known ? $", {all - known} not in this store" : string.Empty;
        await session.Terminal.Out.WriteLineAsync($"{CacheCommand.Count(pushed, "result")} pushed ({CacheCommand.Megabytes(bytes)}){before}{missing}");
    }
}
