using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.GitOps.Git;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Store.Runs;
using Lepton.Training.Search;

namespace Lepton.Cli.Pipeline;

/// <summary>Writes down what was done, after it was done. Where that cannot be, it is told, and nothing else changes.</summary>
internal sealed class RunRecorder(Workspace workspace, DateTimeOffset started, Action<Diagnostic> tell)
{
    // What was done is worth remembering after Ctrl-C, too: that git is asked takes a moment.
    private readonly Lazy<Task<string?>> commit = new(async () =>
        await GitRepository.FindAsync(workspace.Root, CancellationToken.None) is { } repository ? await repository.FindCommitAsync("HEAD", CancellationToken.None) : null);

    /// <summary>The models of a build that a step ran for.</summary>
    public Task BuildAsync(string command, IReadOnlyList<ModelOutcome> models) =>
        KeepAsync(commit => [.. models.Where(m => m.Steps.Any(s => s.Key is "train" or "evaluate" && s.Value.Status is StepStatus.Done or StepStatus.Failed)).Select(m => Of(command, m, commit))]);

    /// <summary>The trials of a search that were not known.</summary>
    public Task SearchAsync(SearchPlan plan, IReadOnlyList<TrialOutcome> trials) =>
        KeepAsync(commit => [.. trials.Where(t => !t.IsReused).Select(t => Of(plan, t, workspace.Models[plan.Search.Model], commit))]);

    private RunRecord Of(string command, ModelOutcome model, string? commit)
    {
        var train = model.Steps.GetValueOrDefault("train")?.Result;
        var measured = model.Steps.GetValueOrDefault("evaluate")?.Result?.Facts["metrics"] as JsonObject ?? [];
        return new RunRecord(
            0,
            started,
            Math.Round(model.Steps.Values.Where(s => s.Status == StepStatus.Done).Sum(s => s.Result!.Seconds), 3),
            command,
            model.Model.Name,
            null,
            !model.Succeeded ? "failed" : model.Blocked ? "blocked" : "done",
            commit,
            train?.Find("model")?.Blob.ToString(),
            (string?)model.Steps.GetValueOrDefault("data")?.Result?.Facts["digest"],
            "test",
            model.Model.Trainer.Complete().ToJson(),
            new JsonObject(measured.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)new JsonObject { ["value"] = m.Value!["value"]?.DeepClone(), ["low"] = m.Value["low"]?.DeepClone(), ["high"] = m.Value["high"]?.DeepClone() }))))
        {
            Curves = train?.Facts["curves"]?.DeepClone() as JsonObject ?? [],
        };
    }

    private RunRecord Of(SearchPlan plan, TrialOutcome trial, ModelSpec model, string? commit)
    {
        var own = plan.ModelOf(trial.Plan);
        return new RunRecord(
            0,
            started,
            Math.Round(trial.Seconds, 3),
            $"search {plan.Search.Name}",
            model.Name,
            own.Trial,
            trial.Objectives is null ? "failed" : "done",
            commit,
            trial.Artifact,
            trial.Dataset,
            plan.Search.Folds == 0 ? "validation" : "folds",
            own.Trainer.Complete().ToJson(),
            trial.Objectives is null ? [] : new JsonObject(plan.Search.Objectives.Zip(trial.Objectives).Where(o => double.IsFinite(o.Second)).Select(o => KeyValuePair.Create(o.First, (JsonNode?)new JsonObject { ["value"] = o.Second }))))
        {
            Curves = (JsonObject)trial.Curves.DeepClone(),
        };
    }

    private async Task KeepAsync(Func<string?, IReadOnlyList<RunRecord>> records)
    {
        if (records(null).Count == 0)
        {
            return;
        }

        try
        {
            new RunHistory(workspace.StoreFolder).Append(records(await commit.Value));
        }
        catch (DiagnosticException e)
        {
            foreach (var diagnostic in e.Diagnostics)
            {
                tell(diagnostic with { Severity = Severity.Warning });
            }
        }
    }
}
