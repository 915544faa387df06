using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Evaluation.Estimates;
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

    private readonly Lazy<HashSet<string>> written = new(() => [.. new RunHistory(workspace.StoreFolder).Read(withHyperparameters: false).Select(KeyOf)]);

    /// <summary>The models of a build that a step ran for.</summary>
    public Task BuildAsync(string command, IReadOnlyList<ModelOutcome> models) =>
        KeepAsync(() => [.. models.Where(m => m.Steps.Any(s => s.Key is "train" or "evaluate" && s.Value.Status is StepStatus.Done or StepStatus.Failed)).Select(m => Of(command, m))]);

    /// <summary>The trials of a search that were not known, or not written down: by a process that was killed, say.</summary>
    public Task SearchAsync(SearchPlan plan, IReadOnlyList<TrialOutcome> trials) =>
        KeepAsync(() => [.. trials.Select(t => (IsNew: !t.IsReused, Run: Of(plan, t, workspace.Models[plan.Search.Model]))).Where(t => t.IsNew || !written.Value.Contains(KeyOf(t.Run))).Select(t => t.Run)]);

    private RunRecord Of(string command, ModelOutcome model)
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
            null,
            train?.Find("model")?.Blob.ToString(),
            (string?)model.Steps.GetValueOrDefault("data")?.Result?.Facts["digest"],
            "test",
            [.. measured.Select(m => (Name: m.Key, Estimate: MetricEstimate.FromJson(m.Value!))).Select(m => new RunMetric(m.Name, m.Estimate.Value, m.Estimate.TwoSided.Low, m.Estimate.TwoSided.High))])
        {
            Hyperparameters = model.Model.Trainer.Complete().ToJson(),
            Curves = train?.Facts["curves"]?.DeepClone() as JsonObject ?? [],
        };
    }

    private RunRecord Of(SearchPlan plan, TrialOutcome trial, ModelSpec model)
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
            null,
            trial.Artifact,
            trial.Dataset,
            plan.Search.Folds == 0 ? "validation" : "folds",
            trial.Objectives is null ? [] : [.. plan.Search.Objectives.Zip(trial.Objectives).Where(o => double.IsFinite(o.Second)).Select(o => new RunMetric(o.First, o.Second, double.NaN, double.NaN))])
        {
            Hyperparameters = own.Trainer.Complete().ToJson(),
            Curves = (JsonObject)trial.Curves.DeepClone(),
        };
    }

    // What makes a trial that trial, as far as a list of runs has it.
    private static string KeyOf(RunRecord run) =>
        string.Join('\n', [run.Command, run.Model, run.Trial, run.Dataset, run.Part, run.Artifact, .. run.Metrics.Select(m => m.Value.ToString("R", CultureInfo.InvariantCulture))]);

    private async Task KeepAsync(Func<IReadOnlyList<RunRecord>> records)
    {
        try
        {
            var runs = records();
            if (runs.Count > 0)
            {
                var head = await commit.Value;
                new RunHistory(workspace.StoreFolder).Append([.. runs.Select(r => r with { Commit = head })]);
            }
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
