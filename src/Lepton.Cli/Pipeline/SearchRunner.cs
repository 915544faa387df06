using System.Text.Json.Nodes;
using Lepton.Core.Events;
using Lepton.Data;
using Lepton.Evaluation;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Specs.Searches;
using Lepton.Store;
using Lepton.Training;
using Lepton.Training.Search;

namespace Lepton.Cli.Pipeline;

/// <summary>Runs a search: batch by batch its trials are trained and scored as steps of the graph, so what is known is not done again.</summary>
/// <param name="told">Told of each trial.</param>
internal sealed class SearchRunner(Workspace workspace, Engines engines, UpToDate snapshot, IEventSink sink, int? cores, string device, Action<TrialOutcome> told)
{
    private const int Hopeless = 10;

    private readonly LocalStore store = new(workspace.StoreFolder);

    public async Task<SearchOutcome> RunAsync(SearchPlan plan, CancellationToken cancellation)
    {
        var model = workspace.Models[plan.Search.Model];
        using var use = await StoreUse.ShareAsync(workspace.StoreFolder, () => sink.Publish(new LeptonEvent.Progress("cache gc", null, "waiting for it to end")), cancellation);
        await using var remote = await RemoteConnection.OpenAsync(workspace, store, d => sink.Publish(new LeptonEvent.DiagnosticRaised(null, d)), cancellation);
        var pipeline = new ModelPipeline(workspace, store, engines, snapshot.Digests, DeviceChoice.Of(device, engines), References.None, trains: true);
        async Task<IReadOnlyDictionary<StepId, StepRun>> BuildAsync(IReadOnlyList<ModelSpec> models) =>
            (await new Scheduler(store, new KnownToStore(), sink, ResourcePool.OfMachine(cores), TimeProvider.System, null, remote).RunAsync(pipeline.Trials(models, plan.Metrics), cancellation)).ToDictionary(r => r.Step);

        var started = TimeProvider.System.GetTimestamp();
        var current = ScoreOf(plan, model, await BuildAsync([model]));
        var trials = new List<TrialOutcome>();
        var isWhole = false;
        while (!cancellation.IsCancellationRequested)
        {
            var next = plan.Method.Next([.. trials.Select(t => Finished(plan, t))], plan.Search.Concurrency);
            isWhole = next.Count == 0;
            next = Affordable(plan, trials, next, TimeProvider.System.GetElapsedTime(started));
            if (next.Count == 0)
            {
                break;
            }

            var models = next.Select(plan.ModelOf).ToList();
            var runs = await BuildAsync(models);
            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            foreach (var (trial, own) in next.Zip(models))
            {
                var train = runs[TrainStep.IdOf(own.Subject)].Result;
                var outcome = new TrialOutcome(
                    trial,
                    plan.Values(trial),
                    ScoreOf(plan, own, runs).Objectives,
                    SecondsOf(own, runs),
                    Steps(own).All(s => runs[s].Status == StepStatus.Reused),
                    train?.Find("model")?.Blob.ToString(),
                    (string?)runs[DataStep.IdOf(own.Dataset)].Result?.Facts["digest"],
                    train?.Facts["curves"] as JsonObject ?? []);
                trials.Add(outcome);
                told(outcome);
            }

            // Where the model itself fails, or many do and none does not, the others would too.
            if ((current.Objectives is null || trials.Count >= Hopeless) && trials.TrueForAll(t => t.Objectives is null))
            {
                break;
            }
        }

        await RemoteConnection.FinishAsync(remote, sink, cancellation);
        return new SearchOutcome(trials, Best(plan, trials), current.Objectives, current.Rows, isWhole);
    }

    private static FinishedTrial Finished(SearchPlan plan, TrialOutcome trial) => new(trial.Plan, trial.Objectives is null ? null : plan.Losses(trial.Objectives));

    // Of those that went on longest: what few rounds say of the others is not comparable.
    private static List<int> Best(SearchPlan plan, List<TrialOutcome> trials)
    {
        var succeeded = Enumerable.Range(0, trials.Count).Where(i => trials[i].Objectives is not null).ToList();
        var most = succeeded.Select(i => trials[i].Plan.Rounds ?? 0).DefaultIfEmpty(0).Max();
        var last = succeeded.Where(i => (trials[i].Plan.Rounds ?? 0) == most).ToList();
        List<Observation> observed = [.. last.Select(i => Finished(plan, trials[i]).Observe(plan.Search.Objectives.Count))];
        return last.Count == 0 ? [] : plan.Search.Objectives.Count > 1 ? [.. Ranking.Front(observed).Select(i => last[i])] : [last[Ranking.Order(observed)[0]]];
    }

    private static IReadOnlyList<PlannedTrial> Affordable(SearchPlan plan, List<TrialOutcome> trials, IReadOnlyList<PlannedTrial> next, TimeSpan elapsed)
    {
        var budget = plan.Search.Budget;
        if (budget.Time is { } time && elapsed.TotalMicroseconds > time)
        {
            return [];
        }

        long spent = trials.Sum(t => (long)plan.RoundsOf(t.Plan));
        return budget.Rounds is { } most ? [.. next.TakeWhile(n => (spent += plan.RoundsOf(n)) <= most)] : next;
    }

    private static (IReadOnlyList<double>? Objectives, int Rows) ScoreOf(SearchPlan plan, ModelSpec model, IReadOnlyDictionary<StepId, StepRun> runs)
    {
        if (runs[ScoreStep.IdOf(model.Subject)].Result is not { } result)
        {
            return (null, 0);
        }

        var objectives = plan.Search.Objectives.Select(o => o == SearchSpec.Size ? result.Facts["size"]!.GetValue<long>() : result.Facts["metrics"]![o]?.GetValue<double>() ?? double.NaN).ToList();
        return (objectives, result.Facts["rows"]!.GetValue<int>());
    }

    private static double SecondsOf(ModelSpec model, IReadOnlyDictionary<StepId, StepRun> runs) => Steps(model).Sum(s => runs[s].Result?.Seconds ?? 0);

    private static StepId[] Steps(ModelSpec model) => [TrainStep.IdOf(model.Subject), ScoreStep.IdOf(model.Subject)];
}
