using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Events;
using Lepton.GitOps.Locks;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Models;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton status</c>: a line a model.</summary>
internal static class StatusCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var command = new Command("status", "Show which models are up to date");
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { common.ChangedSince, common.ExitCode, common.Verify, common.Json, common.Plain })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments.GetValue(common.ExitCode), arguments.GetValue(common.ChangedSince) is not null, cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, bool exitCode, bool isNarrowed, CancellationToken cancellation)
    {
        session.Known?.Refresh();
        if (!isNarrowed && session.Known?.NothingToDo(session.Patterns) is { } nothing)
        {
            Show(session, [.. nothing.Select(n => (n, (string?)null))]);
            return ExitCode.Done;
        }

        if (!await session.LoadAsync(readAll: false, cancellation))
        {
            return ExitCode.Usage;
        }

        var plan = new ModelRunner(session.Workspace!, session.Engines, session.Known!, new BroadcastSink()).Plan(session.Models, "gate");
        var states = session.Models.Select(m => (m.Name, State: State(m, plan))).Concat(session.Fresh.Select(n => (n, (string?)null))).OrderBy(s => s.Item1, StringComparer.Ordinal).ToList();
        Show(session, states);
        var broken = plan.SelectMany(p => p.Diagnostics).ToList();
        return broken.Count > 0 ? session.Fail(broken)
            : exitCode && states.Any(s => s.Item2 is not null) ? ExitCode.StepFailed
            : ExitCode.Done;
    }

    private static void Show(Session session, IReadOnlyList<(string Name, string? State)> states)
    {
        if (session.Json)
        {
            session.Terminal.Out.WriteLine(new JsonObject
            {
                ["schema"] = "lepton/status/v1",
                ["models"] = new JsonArray([.. states.Select(s => (JsonNode)new JsonObject { ["name"] = s.Name, ["up-to-date"] = s.State is null, ["reason"] = s.State })]),
            }.ToJsonString(OutcomeJson.Indented));
        }
        else
        {
            var style = new Style(session.Terminal.HasColour);
            foreach (var (name, state) in states)
            {
                session.Terminal.Out.WriteLine($"{name,-30} {(state is null ? style.Good("up to date") : style.Doubt(state))}");
            }
        }
    }

    private static string? State(ModelSpec model, IReadOnlyList<PlannedStep> plan)
    {
        var own = plan.Where(p => p.Step.Id.Subject == model.Name || (p.Step.Id.Kind == "data" && p.Step.Id.Subject == model.Dataset)).ToList();
        if (own.FirstOrDefault(p => p.State is PlannedState.Run or PlannedState.Broken) is { } first)
        {
            return first.State == PlannedState.Broken ? $"{first.Step.Id.Kind}: {first.Reason}" : $"{first.Step.Id.Kind} would run";
        }

        // What an ensemble is made of, for one.
        if (own.FirstOrDefault(p => p.State == PlannedState.Depends) is { } waiting)
        {
            return $"{waiting.Step.Id.Kind} {waiting.Reason}";
        }

        var found = LockFile.Read(Workspace.LockPath(model), []);
        return found is null ? "no lock"
            : LockKeeper.Kinds.Any(k => found.Inputs(k) != own.FirstOrDefault(p => p.Step.Id.Kind == k)?.Inputs!.Digest) ? "the lock is of other inputs"
            : null;
    }
}
