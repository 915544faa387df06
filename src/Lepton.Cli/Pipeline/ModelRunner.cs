using Lepton.Cli.Locks;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Core.Files;
using Lepton.Data;
using Lepton.Evaluation.Gates;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Store;

namespace Lepton.Cli.Pipeline;

/// <summary>Takes models through their steps and keeps their locks.</summary>
internal sealed class ModelRunner(Workspace workspace, Engines engines, UpToDate snapshot, IEventSink sink, bool failFast = false)
{
    private readonly LocalStore store = new(workspace.StoreFolder);
    private readonly List<Diagnostic> reported = [];

    /// <summary>Everything that went wrong with locks and gates; problems of steps went to the sink as well.</summary>
    public IReadOnlyList<Diagnostic> Reported => reported;

    /// <param name="last">The last kind of step wanted.</param>
    /// <param name="keepLocks">Whether locks are written.</param>
    public async Task<(IReadOnlyList<ModelOutcome> Models, IReadOnlyList<DataStep> Data, ExitCode Code)> RunAsync(IReadOnlyList<ModelSpec> models, string last, bool keepLocks, bool locked, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        foreach (var folder in models.Select(m => m.Folder).Distinct())
        {
            AtomicFile.Sweep(folder);
        }

        var loading = engines.LoadAsync(models);
        var locks = ReadLocks(models);
        var known = new LockedResults(workspace, store, locks);
        var pipeline = new ModelPipeline(workspace, store, engines, snapshot.Digests);
        var graph = pipeline.Graph(models, last, Measured(pipeline, known, models, last));
        var scheduler = new Scheduler(store, known, sink, ResourcePool.OfMachine(), TimeProvider.System, snapshot.Expected, failFast);
        var runs = await scheduler.RunAsync(graph, cancellation);
        await loading;
        var keeper = new LockKeeper(locks, locked, Report);
        var outcomes = models.Select(m => Outcome(m, runs, keepLocks && !cancellation.IsCancellationRequested ? keeper : null)).ToList();
        var code = Code(runs, outcomes, cancellation);
        sink.Publish(new LeptonEvent.RunFinished(code, TimeProvider.System.GetElapsedTime(started)));
        return (outcomes, [.. graph.Steps.OfType<DataStep>()], code);
    }

    /// <summary>What would run and why.</summary>
    public IReadOnlyList<PlannedStep> Plan(IReadOnlyList<ModelSpec> models, string last)
    {
        var known = new LockedResults(workspace, store, ReadLocks(models));
        var pipeline = new ModelPipeline(workspace, store, engines, snapshot.Digests);
        return new Planner(store, known).Plan(pipeline.Graph(models, last, Measured(pipeline, known, models, last)));
    }

    // A lock's model was measured when the lock was written; to measure it again its data would have to be read.
    private Func<ModelSpec, bool> Measured(ModelPipeline pipeline, IKnownResults known, IReadOnlyList<ModelSpec> models, string last)
    {
        if (!models.Any(m => m.Gates.Any(g => g.Cost is not null)))
        {
            return _ => false;
        }

        var plan = new Planner(store, known).Plan(pipeline.Graph(models, last, _ => false)).ToDictionary(p => p.Step.Id);
        return m => plan[DataStep.IdOf(m.Dataset)].State != PlannedState.Locked;
    }

    private Dictionary<string, LockFile> ReadLocks(IEnumerable<ModelSpec> models)
    {
        var locks = new Dictionary<string, LockFile>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            var problems = new List<Diagnostic>();
            if (LockFile.Read(Workspace.LockPath(model), problems) is { } found)
            {
                locks[model.Name] = found;
            }

            // A lock with conflict marks, say: tell, and go on as if there were none.
            problems.ForEach(p => Report(p with { Severity = Severity.Warning }));
        }

        return locks;
    }

    private ModelOutcome Outcome(ModelSpec model, IReadOnlyList<StepRun> runs, LockKeeper? keeper)
    {
        var steps = runs.Where(r => r.Step.Kind == "data" ? r.Step.Subject == model.Dataset : r.Step.Subject == model.Name).ToDictionary(r => r.Step.Kind);
        var verdicts = new List<GateVerdict>();
        if (steps.GetValueOrDefault("gate")?.Result is { } gate)
        {
            verdicts.AddRange(gate.Facts["verdicts"]!.AsArray().Select(v => GateVerdict.FromJson(v!)));
        }

        if (steps.GetValueOrDefault("cost")?.Result is { } cost)
        {
            verdicts.AddRange(CostStep.Judge(model, cost));
        }

        foreach (var diagnostic in verdicts.Select(v => v.ToDiagnostic(model)).OfType<Diagnostic>())
        {
            Report(diagnostic);
        }

        var outcome = new ModelOutcome(model, steps, verdicts, LockState.None, null);
        return !outcome.Succeeded || !steps.ContainsKey("gate") ? outcome
            : outcome.Blocked ? outcome with { Lock = LockState.Blocked }
            : keeper is null ? outcome
            : keeper.Keep(model, steps) is var (state, file) ? outcome with { Lock = state, LockFile = file }
            : outcome;
    }

    private ExitCode Code(IReadOnlyList<StepRun> runs, IReadOnlyList<ModelOutcome> outcomes, CancellationToken cancellation) => ExitCodes.Worst(
    [
        .. runs.SelectMany(r => r.Diagnostics).Concat(reported).Where(d => d.IsError).Select(d => d.ExitCode),
        .. outcomes.Where(o => o.Blocked).Select(_ => ExitCode.Gate),
        .. cancellation.IsCancellationRequested ? new[] { ExitCode.Cancelled } : [],
    ]);

    private void Report(Diagnostic diagnostic)
    {
        reported.Add(diagnostic);
        sink.Publish(new LeptonEvent.DiagnosticRaised(null, diagnostic));
    }
}
