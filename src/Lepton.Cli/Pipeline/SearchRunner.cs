using System.Text.Json.Nodes;
using Lepton.Core.Events;
using Lepton.Data;
using Lepton.Evaluation;
using Lepton.Evaluation.Gates;
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
/// <param name="ended">Told of trials that have ended, before others begin.</param>
internal sealed class SearchRunner(Workspace workspace, Engines engines, UpToDate snapshot, IEventSink sink, int? cores, string device, Action<TrialOutcome> told, Func<IReadOnlyList<TrialOutcome>, Task> ended)
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
            (await new Scheduler(store, new KnownToStore(), sink, ResourcePool.OfMachine(cores), TimeProvider.System, null, remote).RunAsync(pipeline.Trials([.. models.SelectMany(m => TrialPart.Of(m, plan.Search.Folds))], plan.Search, plan.Metrics), cancellation)).ToDictionary(r => r.Step);

        var started = TimeProvider.System.GetTimestamp();
        var current = ScoreOf(plan, TrialPart.Of(model, plan.Search.Folds), await BuildAsync([model]));
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
            var outcomes = next.Zip(models, (trial, own) => Outcome(plan, trial, own, runs)).ToList();

            // Of an interrupted batch some may have come to their end.
            await ended(cancellation.IsCancellationRequested ? [.. outcomes.Where(o => o.Objectives is not null)] : outcomes);
            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            trials.AddRange(outcomes);
            outcomes.ForEach(told);

            // Where the model itself fails, or many do and none does not, the others would too.
            if ((current.Objectives is null || trials.Count >= Hopeless) && trials.TrueForAll(t => t.Objectives is null))
            {
                break;
            }
        }

        await RemoteConnection.FinishAsync(remote, sink, cancellation);
        return new SearchOutcome(trials, Best(plan, trials), current.Objectives, current.Rows, isWhole);
    }

    private static TrialOutcome Outcome(SearchPlan plan, PlannedTrial trial, ModelSpec own, IReadOnlyDictionary<StepId, StepRun> runs)
    {
        var parts = TrialPart.Of(own, plan.Search.Folds);
        var train = parts.Count > 1 ? null : runs[TrainStep.IdOf(own.Subject)].Result;
        return new TrialOutcome(
            trial,
            plan.Values(trial),
            ScoreOf(plan, parts, runs).Objectives,
            SecondsOf(parts, runs),
            Steps(parts).All(s => runs[s].Status == StepStatus.Reused),
            train?.Find("model")?.Blob.ToString(),
            (string?)runs[DataStep.IdOf(own.Dataset)].Result?.Facts["digest"],
            train?.Facts["curves"] as JsonObject ?? []);
    }

    private static FinishedTrial Finished(SearchPlan plan, TrialOutcome trial) => new(trial.Plan, trial.Objectives is null ? null : plan.Losses(trial.Objectives));

    // Of those that went on longest: what few rounds say of the others is not comparable.
    private static List<int> Best(SearchPlan plan, List<TrialOutcome> trials)
    {
        var succeeded = Enumerable.Range(0, trials.Count).Where(i => trials[i].Objectives is { } o && o.All(double.IsFinite)).ToList();
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

        long models = Math.Max(1, plan.Search.Folds);
        var spent = trials.Sum(t => models * plan.RoundsOf(t.Plan));
        return budget.Rounds is { } most ? [.. next.TakeWhile(n => (spent += models * plan.RoundsOf(n)) <= most)] : next;
    }

    // The means over the folds, where there are some.
    private static (IReadOnlyList<double>? Objectives, int Rows) ScoreOf(SearchPlan plan, IReadOnlyList<TrialPart> parts, IReadOnlyDictionary<StepId, StepRun> runs)
    {
        var results = parts.Select(p => runs[ScoreStep.IdOf(p.Model.Subject)].Result).OfType<StepResult>().ToList();
        var costs = parts.Select(p => runs.GetValueOrDefault(CostStep.IdOf(p.Model.Subject))?.Result).OfType<StepResult>().ToList();
        return results.Count < parts.Count || (plan.Search.Objectives.Contains(SearchSpec.Latency) && costs.Count < parts.Count)
            ? (null, 0)
            : ([.. plan.Search.Objectives.Select(o => o == SearchSpec.Latency ? costs.Average(c => c.Facts["latency-p95"]!.GetValue<double>()) / 1000 : results.Average(r => Value(r, o)))], results.Sum(r => r.Facts["rows"]!.GetValue<int>()));
    }

    private static double Value(StepResult score, string objective) =>
        objective == SearchSpec.Size ? score.Facts["size"]!.GetValue<long>() : score.Facts["metrics"]![objective]?.GetValue<double>() ?? double.NaN;

    private static double SecondsOf(IReadOnlyList<TrialPart> parts, IReadOnlyDictionary<StepId, StepRun> runs) => Steps(parts).Sum(s => runs[s].Result?.Seconds ?? 0);

    private static IEnumerable<StepId> Steps(IReadOnlyList<TrialPart> parts) => parts.SelectMany(p => new[] { TrainStep.IdOf(p.Model.Subject), ScoreStep.IdOf(p.Model.Subject) });
}
