using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Digests;
using Lepton.Core.Events;
using Lepton.GitOps.Changes;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Store;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton why</c>: which input makes a step run, or made it run the last time.</summary>
internal static class WhyCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var baseline = new Option<string?>("--baseline") { Description = "Compare with the locks where this branch left another one, such as main, instead of with the last run", HelpName = "ref" };
        var command = new Command("why", "Show which input of each step differs from the last run, or from another branch's locks, with both values") { baseline };
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { common.ChangedSince, common.Set, common.Verify, common.Json, common.Plain, common.Verbose })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments.GetValue(baseline), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string? baseline, CancellationToken cancellation)
    {
        if (!await session.LoadAsync(readAll: true, cancellation))
        {
            return ExitCode.Usage;
        }

        return Run(session, baseline is null ? null : await BaselineAsync(session.Workspace!.Root, baseline, cancellation));
    }

    // The locks where the history of this branch and of the other one parted.
    private static async Task<Revision> BaselineAsync(string root, string name, CancellationToken cancellation)
    {
        var repository = await GitRepository.RequireAsync(root, cancellation);
        var commit = await repository.CommitAsync(name, cancellation);
        return await new RevisionReader(root).AtAsync(repository, name, await repository.MergeBaseAsync("HEAD", commit, cancellation) ?? commit, cancellation);
    }

    private static ExitCode Run(Session session, Revision? baseline)
    {
        var plan = new ModelRunner(session.Workspace!, session.Engines, session.Known!, new BroadcastSink()).Plan(session.Models, "gate");
        var results = new ResultStore(session.Workspace!.StoreFolder);
        Explanation Explain(PlannedStep step, ModelSpec model) => baseline is null ? OfLastRun(step, model, session.Known!, results) : OfBaseline(step, baseline, model, results);
        var answers = session.Models.Select(m => (Model: m, Steps: plan.Where(p => IsOf(m, p.Step.Id)).Select(p => Explain(p, m)).ToList())).ToList();
        if (session.Json)
        {
            session.Terminal.Out.WriteLine(new JsonObject
            {
                ["schema"] = "lepton/why/v1",
                ["models"] = new JsonArray([.. answers.Select(a => (JsonNode)new JsonObject
                {
                    ["name"] = a.Model.Name,
                    ["steps"] = new JsonArray([.. a.Steps.Select(s => (JsonNode)s.ToJson())]),
                })]),
            }.ToJsonString(OutcomeJson.Indented));
        }
        else
        {
            Show(session, answers);
        }

        return session.Fail([.. plan.SelectMany(p => p.Diagnostics).Distinct()]);
    }

    private static bool IsOf(ModelSpec model, StepId step) => step.Subject == (step.Kind == "data" ? model.Dataset : model.Name);

    private static Explanation OfBaseline(PlannedStep planned, Revision baseline, ModelSpec model, ResultStore results)
    {
        var id = planned.Step.Id;
        if (planned.Inputs is not { } inputs)
        {
            return new Explanation(id, planned.State, planned.Reason, null, []);
        }

        if (!baseline.Locks.TryGetValue(model.Name, out var file) || file.Inputs(id.Kind) is not { } locked)
        {
            return new Explanation(id, planned.State, $"{baseline.Name} has no lock that tells", null, []);
        }

        if (locked == inputs.Digest)
        {
            return new Explanation(id, planned.State, $"as in {baseline.Name}", null, []);
        }

        return results.FindByInputs(id.Kind, new HashSet<Digest> { locked }).TryGetValue(locked, out var before)
            ? new Explanation(id, planned.State, $"differs from {baseline.Name}", before.Key, InputDifference.Of(before.Inputs, inputs.Values))
            : new Explanation(id, planned.State, $"differs from {baseline.Name}, whose result is not in the store", null, [new InputDifference("inputs", $"\"{locked}\"", $"\"{inputs.Digest}\"")]);
    }

    private static Explanation OfLastRun(PlannedStep planned, ModelSpec model, UpToDate known, ResultStore results)
    {
        var id = planned.Step.Id;
        if (planned.Inputs is not { } inputs)
        {
            return new Explanation(id, planned.State, planned.Reason, null, []);
        }

        var history = known.History(id);
        var isNew = history is null || history.Key != inputs.Key;
        var other = isNew ? history?.Key : history!.Previous;
        if (other is { } key && results.Find(key) is { } before)
        {
            return new Explanation(id, planned.State, isNew ? "differs from the last run" : "known; it ran because of", key, InputDifference.Of(All(before.Inputs, before.Environment), All(inputs.Values, inputs.Environment)));
        }

        if (isNew && planned.State == PlannedState.Run && LockFile.Read(Workspace.LockPath(model), [])?.Inputs(id.Kind) is { } locked)
        {
            return locked == inputs.Digest
                ? new Explanation(id, planned.State, "as in the lock, but what the lock names is not in the store", null, [])
                : new Explanation(id, planned.State, "differs from the lock, which holds no values", null, [new InputDifference("inputs", $"\"{locked}\"", $"\"{inputs.Digest}\"")]);
        }

        return new Explanation(id, planned.State, planned.State == PlannedState.Run ? "it never ran here" : "nothing differs", null, []);
    }

    private static JsonObject All(JsonObject values, JsonObject environment)
    {
        var all = (JsonObject)values.DeepClone();
        all["environment"] = environment.DeepClone();
        return all;
    }

    private static void Show(Session session, List<(ModelSpec Model, List<Explanation> Steps)> answers)
    {
        var terminal = session.Terminal;
        var style = new Style(terminal.HasColour);
        foreach (var (model, steps) in answers)
        {
            terminal.Out.WriteLine(style.Strong(model.Name));
            foreach (var step in steps)
            {
                var state = Words.Of(step.State);
                terminal.Out.WriteLine($"  {step.Id.Kind,-9} {(step.State == PlannedState.Run ? style.Doubt($"{state,-8}") : style.Quiet($"{state,-8}"))} {step.Reason}");
                foreach (var difference in session.Verbose ? step.Differences : step.Differences.Take(1))
                {
                    terminal.Out.WriteLine($"    {difference.Path}: {style.Change(difference.Before, difference.Now)}");
                }

                if (!session.Verbose && step.Differences.Count > 1)
                {
                    terminal.Out.WriteLine(style.Quiet($"    and {step.Differences.Count - 1} more; -v shows them"));
                }
            }
        }
    }

    private sealed record Explanation(StepId Id, PlannedState State, string Reason, Digest? Other, IReadOnlyList<InputDifference> Differences)
    {
        public JsonObject ToJson() => new()
        {
            ["kind"] = Id.Kind,
            ["subject"] = Id.Subject,
            ["state"] = Words.Of(State),
            ["reason"] = Reason,
            ["compared-with"] = Other?.ToString(),
            ["differences"] = new JsonArray([.. Differences.Select(d => (JsonNode)d.ToJson())]),
        };
    }
}
