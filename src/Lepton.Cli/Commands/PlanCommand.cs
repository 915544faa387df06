using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Data;
using Lepton.GitOps.Forge;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Models;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton plan</c>: what train would do and why.</summary>
internal static class PlanCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var matrix = new Option<string?>("--matrix") { Description = "Print a job matrix of the models that would run: for strategy: matrix of GitHub Actions (in a workflow also as outputs), =gitlab as a child pipeline, =azure for strategy: matrix there", HelpName = "where", Arity = ArgumentArity.ZeroOrOne };
        matrix.AcceptOnlyFromAmong([.. Enum.GetNames<MatrixFormat>().Select(n => n.ToLowerInvariant())]);
        var most = new Option<int>("--max-jobs") { Description = $"With --matrix: jobs at most; more models than that are grouped", DefaultValueFactory = _ => JobMatrix.MostJobs, HelpName = "n" };
        most.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && int.TryParse(r.Tokens[0].Value, out var jobs) && jobs is < 1 or > JobMatrix.MostJobs)
            {
                r.AddError($"--max-jobs must be from 1 to {JobMatrix.MostJobs}");
            }
        });
        var command = new Command("plan", "Show what train would run and why, without running it");
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { common.ChangedSince, matrix, most, common.Set, common.Baseline, common.Verify, common.Json, common.Plain, common.Verbose })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments.GetResult(matrix) is null ? null : Enum.Parse<MatrixFormat>(arguments.GetValue(matrix) ?? nameof(MatrixFormat.GitHub), ignoreCase: true), arguments.GetValue(most), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, MatrixFormat? matrix, int most, CancellationToken cancellation)
    {
        if (!await session.LoadAsync(readAll: true, cancellation))
        {
            return ExitCode.Usage;
        }

        var plan = await session.Runner().PlanAsync(session.Models, "gate", ComparedModels.Changed, cancellation);
        var broken = plan.SelectMany(p => p.Diagnostics).ToList();
        if (matrix is { } format)
        {
            await WriteMatrixAsync(session, plan, format, most, cancellation);
        }
        else if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(Document(session, plan).ToJsonString(OutcomeJson.Indented));
        }
        else
        {
            await WriteTextAsync(session, plan);
        }

        return session.Fail(broken);
    }

    private static async Task WriteTextAsync(Session session, IReadOnlyList<PlannedStep> plan)
    {
        var style = new Style(session.Terminal.HasColour);
        var output = session.Terminal.Out;
        if (session.Affected is { } affected)
        {
            await output.WriteLineAsync(affected.Count == 0 ? $"no model differs from {session.Left}" : $"{affected.Count} of {session.Workspace!.Models.Count} models differ from {session.Left}");
            foreach (var model in affected.Where(a => session.Models.Contains(a.Model)))
            {
                await output.WriteLineAsync($"  {style.Strong(model.Model.Name)}");
                foreach (var reason in model.Reasons)
                {
                    await output.WriteLineAsync($"    {reason}");
                }
            }

            if (affected.Count == 0)
            {
                return;
            }

            await output.WriteLineAsync();
        }

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
                await output.WriteLineAsync($"{step.Step.Id,-34} {state} {step.Reason}");
            }
        }

        var known = plan.Count(s => s.State is PlannedState.Known or PlannedState.Locked);
        var elsewhere = plan.Count(s => s.State == PlannedState.Remote);
        var cost = plan.Where(IsWork).Select(p => session.Known!.Expected(p.Step.Id)).ToList();
        var estimate = cost.Count > 0 && cost.TrueForAll(c => c is not null) ? $", about {Duration(cost.Sum()!.Value)} of work" : string.Empty;
        await output.WriteLineAsync($"{plan.Count} steps: {known} known, {(elsewhere > 0 ? $"{elsewhere} made elsewhere, " : string.Empty)}{plan.Count(s => s.State == PlannedState.Run)} would run, {plan.Count(s => s.State == PlannedState.Depends)} depend on them{estimate}");
    }

    private static async Task WriteMatrixAsync(Session session, IReadOnlyList<PlannedStep> plan, MatrixFormat format, int most, CancellationToken cancellation)
    {
        var models = session.Models.Where(m => StepsOf(m, plan).Any(s => s.Step.Id.Subject == m.Name && IsWork(s))).Select(m => (m, m.Resources, Seconds(session, m, plan))).ToList();
        var jobs = JobMatrix.Of(models, session.Workspace!.Spec.Runners, most);
        await session.Terminal.Out.WriteLineAsync(MatrixJson.Of(jobs, format).ToJsonString());
        if (format == MatrixFormat.GitHub)
        {
            List<(string, string)> Outputs(string matrix, string count, IReadOnlyList<MatrixJob> some) => [(matrix, MatrixJson.Of(some, format).ToJsonString()), (count, some.Count.ToString())];
            await ActionOutputs.OfProcess().WriteAsync(
            [
                .. Outputs("matrix", "count", jobs),
                .. Outputs("hosted", "hosted-count", [.. jobs.Where(j => !j.IsSelfHosted)]),
                .. Outputs("self-hosted", "self-hosted-count", [.. jobs.Where(j => j.IsSelfHosted)]),
                ("models", string.Join(' ', models.Select(m => m.m.Name))),
            ], cancellation);
        }
    }

    private static IEnumerable<PlannedStep> StepsOf(ModelSpec model, IReadOnlyList<PlannedStep> plan) =>
        plan.Where(p => p.Step.Id.Subject == model.Name || p.Step.Id == DataStep.IdOf(model.Dataset)).Where(p => p.Step.Id.Kind != "data" || p.Step.Id == DataStep.IdOf(model.Dataset));

    private static bool IsWork(PlannedStep step) => step.State is PlannedState.Run or PlannedState.Depends;

    // What the steps that would run took the last time; null where one of them never ran here.
    private static double? Seconds(Session session, ModelSpec model, IReadOnlyList<PlannedStep> plan)
    {
        var times = StepsOf(model, plan).Where(IsWork).Select(s => session.Known!.Expected(s.Step.Id)).ToList();
        return times.TrueForAll(t => t is not null) ? times.Sum() : null;
    }

    private static string Duration(double seconds) => seconds < 90 ? $"{seconds:0.0} s" : seconds < 5400 ? $"{seconds / 60:0} min" : $"{seconds / 3600:0.0} h";

    private static JsonObject Document(Session session, IReadOnlyList<PlannedStep> plan) => new()
    {
        ["schema"] = "lepton/plan/v1",
        ["base"] = session.Left is { } left ? new JsonObject { ["name"] = left.Name, ["commit"] = left.Commit } : null,
        ["models"] = new JsonArray([.. session.Models.Select(m => (JsonNode)new JsonObject
        {
            ["name"] = m.Name,
            ["reasons"] = session.Affected?.FirstOrDefault(a => a.Model == m) is { } affected ? new JsonArray([.. affected.Reasons.Select(r => (JsonNode)r)]) : null,
            ["runs"] = StepsOf(m, plan).Any(s => s.Step.Id.Subject == m.Name && IsWork(s)),
            ["seconds"] = Seconds(session, m, plan),
            ["resources"] = Describe(m.Resources),
        })]),
        ["steps"] = new JsonArray([.. plan.Select(p => (JsonNode)new JsonObject
        {
            ["kind"] = p.Step.Id.Kind,
            ["subject"] = p.Step.Id.Subject,
            ["state"] = Specs.Schema.Words.Of(p.State),
            ["key"] = p.Inputs?.Key.ToString(),
            ["reason"] = p.Reason,
            ["gpu"] = p.Step.Resources.Gpu,
            ["seconds"] = session.Known!.Expected(p.Step.Id),
            ["diagnostics"] = new JsonArray([.. p.Diagnostics.Select(d => (JsonNode)JsonLines.Describe(d))]),
        })]),
    };

    private static JsonObject Describe(Resources resources) => new() { ["cpu"] = resources.Cpu, ["gpu"] = resources.Gpu, ["memory"] = resources.Memory, ["seconds"] = resources.Time?.TotalSeconds };
}
