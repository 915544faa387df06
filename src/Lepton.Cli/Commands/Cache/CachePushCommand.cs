using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Graph;

namespace Lepton.Cli.Commands.Cache;

/// <summary><c>lepton cache push</c>: gives others what this machine has of the models as they now are.</summary>
internal static class CachePushCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var to = new Option<string?>("--to") { Description = "Copy them into this folder instead, with what they were compared with; cache pull --from takes them in on another machine", HelpName = "folder" };
        var command = new Command("push", "Push the results of models, as their specs now are, to the remote store; train does so by itself");
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { common.ChangedSince, to, common.Baseline, common.Json, common.Plain })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session =>
            arguments.GetValue(to) is { } folder ? CacheFolder.PushAsync(session, folder, cancellation) : CacheExchange.RunAsync(session, "cache push", e => PushAsync(e, cancellation), cancellation)));
        return command;
    }

    private static async Task<ExitCode> PushAsync(CacheExchange exchange, CancellationToken cancellation)
    {
        var pushes = exchange.Remote.Pushes;
        if (!pushes.HasTarget)
        {
            return exchange.Session.Fail(CliDiagnostics.NothingToWriteTo());
        }

        var plan = exchange.Runner.Plan(exchange.Session.Models, "gate").Where(p => p.Step.IsShared).ToList();
        var known = plan.Where(p => p.State == PlannedState.Known).ToList();
        known.ForEach(p => exchange.Remote.Offer(p.Result!));
        await pushes.FinishAsync(() => exchange.Progress((double)(known.Count - pushes.Open) / known.Count, $"{known.Count - pushes.Open} of {known.Count} results, {CacheCommand.Megabytes(pushes.Bytes)} sent"), cancellation);
        var code = pushes.IsComplete ? ExitCode.Done : ExitCode.Infrastructure;
        exchange.Finish(code);
        await WriteAsync(exchange.Session, pushes.Pushed, known.Count, plan.Count, pushes.Bytes, code);
        return code;
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
