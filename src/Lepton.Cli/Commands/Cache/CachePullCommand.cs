using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Graph;
using Lepton.Store;

namespace Lepton.Cli.Commands.Cache;

/// <summary><c>lepton cache pull</c>: fetches what others made of the models as they now are, data included.</summary>
internal static class CachePullCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var from = new Option<string?>("--from") { Description = "Take in all that cache push --to left in this folder instead; names of models choose nothing then", HelpName = "folder" };
        var command = new Command("pull", "Fetch the results of models, as their specs now are, from the remote store, with all their files; train fetches what it needs by itself");
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { common.ChangedSince, from, common.Json, common.Plain })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session =>
            arguments.GetValue(from) is { } folder ? CacheFolder.PullAsync(session, folder, cancellation) : CacheExchange.RunAsync(session, "cache pull", e => PullAsync(e, cancellation), cancellation)));
        return command;
    }

    private static async Task<ExitCode> PullAsync(CacheExchange exchange, CancellationToken cancellation)
    {
        var (planner, graph) = exchange.Runner.Planning(exchange.Session.Models, "gate");
        var plan = (await new RemotePlanner(planner, exchange.Remote).PlanAsync(graph, cancellation)).Where(p => p.Step.IsShared).ToList();
        var there = plan.Where(p => p.State == PlannedState.Remote).Select(p => p.Result!).ToList();
        var fetched = await FetchAsync(exchange, there, cancellation);
        var code = exchange.Remote.IsOff || fetched < there.Count ? ExitCode.Infrastructure : ExitCode.Done;
        exchange.Finish(code);
        await WriteAsync(exchange.Session, fetched, plan, code);
        return code;
    }

    private static async Task<int> FetchAsync(CacheExchange exchange, List<StepResult> results, CancellationToken cancellation)
    {
        await exchange.Remote.FetchAsync([.. results.SelectMany(r => r.Outputs).Select(o => new BlobInfo(o.Blob, o.Size))], exchange.Progress, cancellation);
        var whole = results.FindAll(r => r.Outputs.All(o => exchange.Store.Blobs.Contains(o.Blob)));
        whole.ForEach(exchange.Store.Results.Put);
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
