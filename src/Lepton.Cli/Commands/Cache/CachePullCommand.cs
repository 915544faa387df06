using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Graph;
using Lepton.Store;
using Lepton.Store.Remotes;

namespace Lepton.Cli.Commands.Cache;

/// <summary><c>lepton cache pull</c>: fetches what others made of the models as they now are, data included.</summary>
internal static class CachePullCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var command = new Command("pull", "Fetch the results of models, as their specs now are, from the remote store, with all their files; train fetches what it needs by itself");
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
            using var use = await StoreUse.ShareAsync(store.Folder, () => sink.Publish(new LeptonEvent.Progress("cache pull", null, "waiting for cache gc to end")), cancellation);
            await using var remote = await CacheCommand.RemoteAsync(session.Workspace, store, d => sink.Publish(new LeptonEvent.DiagnosticRaised(null, d)), cancellation);
            var (planner, graph) = new ModelRunner(session.Workspace, session.Engines, session.Known!, sink).Planning(session.Models, "gate");
            var plan = (await new RemotePlanner(planner, remote).PlanAsync(graph, cancellation)).Where(p => p.Step.IsShared).ToList();
            var there = plan.Where(p => p.State == PlannedState.Remote).Select(p => p.Result!).ToList();
            var fetched = await FetchAsync(remote, store, there, sink, cancellation);
            var code = remote.IsOff || fetched < there.Count ? ExitCode.Infrastructure : ExitCode.Done;
            sink.Publish(new LeptonEvent.RunFinished(code, TimeSpan.Zero));
            await WriteAsync(session, fetched, plan, code);
            return code;
        }
        catch (DiagnosticException e)
        {
            return session.Fail(e.Diagnostics);
        }
    }

    private static async Task<int> FetchAsync(RemoteStore remote, LocalStore store, List<StepResult> results, IEventSink sink, CancellationToken cancellation)
    {
        var blobs = results.SelectMany(r => r.Outputs).Select(o => new BlobInfo(o.Blob, o.Size)).DistinctBy(b => b.Digest).ToList();
        await remote.FetchAsync(blobs, (fraction, text) => sink.Publish(new LeptonEvent.Progress("cache pull", fraction, text)), cancellation);
        var whole = results.FindAll(r => r.Outputs.All(o => store.Blobs.Contains(o.Blob)));
        whole.ForEach(store.Results.Put);
        return whole.Count;
    }

    private static async Task WriteAsync(Session session, int fetched, List<PlannedStep> plan, ExitCode code)
    {
        var before = plan.Count(p => p.State == PlannedState.Known);
        var missing = plan.Count - fetched - before;
        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(new JsonObject
            {
                ["schema"] = "lepton/cache-pull/v1",
                ["exit-code"] = (int)code,
                ["fetched"] = fetched,
                ["here-before"] = before,
                ["not-there"] = missing,
            }.ToJsonString(OutcomeJson.Indented));
            return;
        }

        await session.Terminal.Out.WriteLineAsync($"{CacheCommand.Count(fetched, "result")} fetched{(before > 0 ? $", {before} here before" : string.Empty)}{(missing > 0 ? $", {missing} not in the remote store" : string.Empty)}");
    }
}
