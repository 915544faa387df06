using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Graph;
using Lepton.Specs.Schema;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton plan</c>: what train would do and why.</summary>
internal static class PlanCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var command = new Command("plan", "Show what train would run and why, without running it");
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { common.Set, common.Verify, common.Json, common.Plain, common.Verbose })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, CancellationToken cancellation)
    {
        if (!session.Load(readAll: true))
        {
            return ExitCode.Usage;
        }

        var plan = await new ModelRunner(session.Workspace!, session.Engines, session.Known!, session.Sink()).PlanAsync(session.Models, "gate", cancellation);
        var broken = plan.SelectMany(p => p.Diagnostics).ToList();
        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(Document(plan).ToJsonString(OutcomeJson.Indented));
            return session.Fail(broken);
        }

        var style = new Style(session.Terminal.HasColour);
        foreach (var step in plan)
        {
            var state = step.State switch
            {
                PlannedState.Known or PlannedState.Locked => style.Quiet($"{"known",-8}"),
                PlannedState.Remote => style.Good($"{"fetch",-8}"),
                PlannedState.Run => style.Strong($"{"run",-8}"),
                PlannedState.Depends => style.Doubt($"{"maybe",-8}"),
                _ => style.Bad($"{"broken",-8}"),
            };
            if (session.Verbose || step.State is not (PlannedState.Known or PlannedState.Locked))
            {
                await session.Terminal.Out.WriteLineAsync($"{step.Step.Id,-34} {state} {step.Reason}");
            }
        }

        var known = plan.Count(s => s.State is PlannedState.Known or PlannedState.Locked);
        var elsewhere = plan.Count(s => s.State == PlannedState.Remote);
        await session.Terminal.Out.WriteLineAsync($"{plan.Count} steps: {known} known, {(elsewhere > 0 ? $"{elsewhere} made elsewhere, " : string.Empty)}{plan.Count(s => s.State == PlannedState.Run)} would run, {plan.Count(s => s.State == PlannedState.Depends)} depend on them");
        return session.Fail(broken);
    }

    private static JsonObject Document(IReadOnlyList<PlannedStep> plan) => new()
    {
        ["schema"] = "lepton/plan/v1",
        ["steps"] = new JsonArray([.. plan.Select(p => (JsonNode)new JsonObject
        {
            ["kind"] = p.Step.Id.Kind,
            ["subject"] = p.Step.Id.Subject,
            ["state"] = Words.Of(p.State),
            ["key"] = p.Inputs?.Key.ToString(),
            ["reason"] = p.Reason,
            ["gpu"] = p.Step.Resources.Gpu,
            ["diagnostics"] = new JsonArray([.. p.Diagnostics.Select(d => (JsonNode)JsonLines.Describe(d))]),
        })]),
    };
}
