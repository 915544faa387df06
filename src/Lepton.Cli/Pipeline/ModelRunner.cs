using Lepton.Cli.Locks;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Core.Files;
using Lepton.Data;
using Lepton.Evaluation;
using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Folds;
using Lepton.Evaluation.Gates;
using Lepton.GitOps.Locks;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Store;
using Lepton.Store.Remotes;
using Lepton.Training;

namespace Lepton.Cli.Pipeline;

/// <summary>Takes models through their steps and keeps their locks.</summary>
internal sealed class ModelRunner(Workspace workspace, Engines engines, UpToDate snapshot, IEventSink sink, bool failFast = false, int? cores = null, string device = DeviceChoice.Auto, string? baseName = null, bool trains = true, bool buildsBase = false)
{
    private readonly LocalStore store = new(workspace.StoreFolder);
    private readonly DeviceChoice devices = DeviceChoice.Of(device, engines);
    private readonly List<Diagnostic> reported = [];

    /// <summary>Everything that went wrong with locks and gates; problems of steps went to the sink as well.</summary>
    public IReadOnlyList<Diagnostic> Reported => reported;

    /// <summary>What the models were compared with.</summary>
    public References References { get; private set; } = References.None;

    /// <param name="last">The last kind of step wanted.</param>
    /// <param name="keepLocks">Whether locks are written.</param>
    /// <param name="compared">Which models are compared with others; only those whose last step is a gate.</param>
    public async Task<(IReadOnlyList<ModelOutcome> Models, IReadOnlyList<DataStep> Data, ExitCode Code)> RunAsync(IReadOnlyList<ModelSpec> models, string last, bool keepLocks, bool locked, ComparedModels compared, CancellationToken cancellation)
    {
        var loading = engines.LoadAsync(WithMembers(models));
        try
        {
            return await RunStepsAsync(models, last, keepLocks, locked, compared, cancellation);
        }
        finally
        {
            // A process that ends while a library is being loaded may crash on its way out.
            await loading;
        }
    }

    private async Task<(IReadOnlyList<ModelOutcome> Models, IReadOnlyList<DataStep> Data, ExitCode Code)> RunStepsAsync(IReadOnlyList<ModelSpec> models, string last, bool keepLocks, bool locked, ComparedModels compared, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        foreach (var folder in models.Select(m => m.Folder).Distinct())
        {
            AtomicFile.Sweep(folder);
        }

        var locks = ReadLocks(WithMembers(models));
        using var use = await StoreUse.ShareAsync(workspace.StoreFolder, () => sink.Publish(new LeptonEvent.Progress("cache gc", null, "waiting for it to end")), cancellation);
        await using var remote = await RemoteConnection.OpenAsync(workspace, store, Say, cancellation);
        References = last == "gate" ? await ReferencesAsync(models, locks, compared, cancellation) : References.None;
        if (buildsBase)
        {
            await new BaseTraining(workspace, store, remote, sink).MakeAsync(References, cancellation);
        }

        References = await AtHandAsync(models, References, remote, cancellation);
        var known = new LockedResults(workspace, locks, await ObtainableAsync(locks, remote, cancellation), References);
        var pipeline = Pipeline(References);
        var graph = pipeline.Graph(models, last, WantedOf(pipeline, known, models, last));
        var scheduler = new Scheduler(store, known, sink, ResourcePool.OfMachine(cores), TimeProvider.System, snapshot.Expected, remote, failFast);
        var runs = await scheduler.RunAsync(graph, cancellation);
        var keeper = new LockKeeper(workspace, locks, locked, Report);
        var outcomes = models.Select(m => Outcome(m, runs, keepLocks && !cancellation.IsCancellationRequested ? keeper : null)).ToList();
        await RemoteConnection.FinishAsync(remote, sink, cancellation);
        var code = Code(runs, outcomes, cancellation);
        sink.Publish(new LeptonEvent.RunFinished(code, TimeProvider.System.GetElapsedTime(started)));
        return (outcomes, [.. graph.Steps.OfType<DataStep>().Where(s => workspace.Datasets.ContainsKey(s.Dataset.Name))], code);
    }

    /// <summary>What would run and why, as far as this machine knows.</summary>
    public IReadOnlyList<PlannedStep> Plan(IReadOnlyList<ModelSpec> models, string last)
    {
        var (planner, graph) = Planning(models, last);
        return planner.Plan(graph);
    }

    /// <summary>What would run and why, given what other machines have made.</summary>
    public async Task<IReadOnlyList<PlannedStep>> PlanAsync(IReadOnlyList<ModelSpec> models, string last, ComparedModels compared, CancellationToken cancellation)
    {
        var locks = ReadLocks(WithMembers(models));
        References = await ReferencesAsync(models, locks, compared, cancellation);
        var (planner, graph) = Planning(models, last, locks, References);
        using var use = await StoreUse.ShareAsync(workspace.StoreFolder, () => sink.Publish(new LeptonEvent.Progress("cache gc", null, "waiting for it to end")), cancellation);
        await using var remote = await RemoteConnection.OpenAsync(workspace, store, Say, cancellation);
        return remote is null ? planner.Plan(graph) : await new RemotePlanner(planner, remote).PlanAsync(graph, cancellation);
    }

    /// <summary>What plans are made with: what the store and the locks know, and the steps of models.</summary>
    internal (Planner Planner, StepGraph Graph) Planning(IReadOnlyList<ModelSpec> models, string last) => Planning(models, last, ReadLocks(WithMembers(models)), References.None);

    private (Planner Planner, StepGraph Graph) Planning(IReadOnlyList<ModelSpec> models, string last, Dictionary<string, LockFile> locks, References references)
    {
        var known = new LockedResults(workspace, locks, Here(locks), references);
        var pipeline = Pipeline(references);
        return (new Planner(store, known), pipeline.Graph(models, last, WantedOf(pipeline, known, models, last)));
    }

    private ModelPipeline Pipeline(References references) => new(workspace, store, engines, snapshot.Digests, devices, references, trains);

    private async Task<References> ReferencesAsync(IReadOnlyList<ModelSpec> models, IReadOnlyDictionary<string, LockFile> locks, ComparedModels compared, CancellationToken cancellation)
    {
        var some = compared == ComparedModels.All ? models : [.. models.Where(m => m.Gates.Any(g => g.Against is not null))];
        if (compared == ComparedModels.Changed && some.Count > 0)
        {
            some = Changed(some, locks);
        }

        return await new ReferenceFinder(workspace, baseName, text => sink.Publish(new LeptonEvent.Progress("git fetch", null, text))).FindAsync(some, compared == ComparedModels.All, cancellation);
    }

    // A report compares models that no gate compares: where the other's file cannot be had, it says so instead of failing.
    private async Task<References> AtHandAsync(IReadOnlyList<ModelSpec> models, References references, RemoteStore? remote, CancellationToken cancellation)
    {
        var byModel = new Dictionary<string, IReadOnlyList<Reference>>(StringComparer.Ordinal);
        foreach (var (name, own) in references.ByModel)
        {
            var gates = models.First(m => m.Name == name).Gates;
            var kept = new List<Reference>();
            foreach (var reference in own)
            {
                var isHere = reference.Artifact is not { } artifact || reference.Obstacle is not null || gates.Any(g => g.Against == reference.Name)
                    || store.Blobs.Contains(artifact) || (remote is not null && await remote.HasAsync(artifact, cancellation));
                kept.Add(isHere ? reference : Reference.Barred(reference.Name, reference.Origin, reference.Artifact, "its model file is in no store"));
            }

            byModel[name] = kept;
        }

        return references with { ByModel = byModel };
    }

    // Models that become others than their locks say. One that its lock names was judged when that was written, and a clone without a store makes it anew.
    private List<ModelSpec> Changed(IReadOnlyList<ModelSpec> models, IReadOnlyDictionary<string, LockFile> locks)
    {
        var vouched = new LockedResults(workspace, locks, locks.Keys.ToHashSet(StringComparer.Ordinal), References.None);
        var plan = new Planner(store, vouched).Plan(Pipeline(References.None).Graph(models, "train", Wanted.Nothing)).ToDictionary(p => p.Step.Id);
        return [.. models.Where(m => !locks.TryGetValue(m.Name, out var own) || own.Inputs("train") is not { } inputs || plan[new StepId("train", m.Name)].Inputs?.Digest != inputs)];
    }

    private HashSet<string> Here(Dictionary<string, LockFile> locks) =>
        locks.Where(l => l.Value.Artifact is { } artifact && store.Blobs.Contains(artifact)).Select(l => l.Key).ToHashSet(StringComparer.Ordinal);

    private async Task<IReadOnlySet<string>> ObtainableAsync(Dictionary<string, LockFile> locks, RemoteStore? remote, CancellationToken cancellation)
    {
        var found = Here(locks);
        if (remote is not null)
        {
            var elsewhere = locks.Where(l => !found.Contains(l.Key) && l.Value.Artifact is not null).ToList();
            var has = await Task.WhenAll(elsewhere.Select(l => remote.HasAsync(l.Value.Artifact!.Value, cancellation)));
            found.UnionWith(elsewhere.Where((_, i) => has[i]).Select(l => l.Key));
        }

        return found;
    }

    // What must be found out anew, by a plan without it.
    private Wanted WantedOf(ModelPipeline pipeline, IKnownResults known, IReadOnlyList<ModelSpec> models, string last)
    {
        if (!models.Any(m => m.Gates.Any(g => g.Cost is not null) || m.Evaluation.Folds > 0 || m.Evaluation.Seeds > 1 || m.Trainer.IsStacked))
        {
            return Wanted.Nothing;
        }

        var plan = new Planner(store, known).Plan(pipeline.Graph(models, last, Wanted.Nothing with { Costs = _ => true })).ToDictionary(p => p.Step.Id);
        PlannedState? StateOf(StepId step) => plan.GetValueOrDefault(step)?.State;
        bool Runs(StepId step) => StateOf(step) is PlannedState.Run or PlannedState.Depends;

        // A lock's model was measured when the lock was written; to measure it again its data would have to be read.
        bool IsMeasured(ModelSpec model) => StateOf(DataStep.IdOf(model.Dataset)) != PlannedState.Locked;

        // Also where its file is asked for that only a lock tells of, or that is damaged.
        bool IsMade(ModelSpec model, StepId train) => Runs(train)
            || (plan.Values.Any(p => Runs(p.Step.Id) && p.Step.Needs.Contains(train) && (p.Step is not CostStep || IsMeasured(model))) && (StateOf(train) == PlannedState.Locked || !plan[train].Result!.Outputs.All(o => store.Blobs.IsSound(o.Blob, out _))));
        return new Wanted(
            IsMeasured,

            // A gate that is judged anew reads what folds say in full; a lock has it rounded.
            m => Runs(CrossValidateStep.IdOf(m.Name)) || (StateOf(CrossValidateStep.IdOf(m.Name)) == PlannedState.Locked && m.Gates.Any(g => g.OnFolds) && Runs(GateStep.IdOf(m.Name))),
            m => Runs(SeedsStep.IdOf(m.Name)),
            m => trains && m.Trainer.IsStacked && IsMade(m, TrainStep.IdOf(m.Name)));
    }

    // What a member is, its own lock says.
    private List<ModelSpec> WithMembers(IReadOnlyList<ModelSpec> models) =>
        [.. models.Concat(models.SelectMany(m => m.Trainer.Members).Select(m => workspace.Models[m])).DistinctBy(m => m.Name)];

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

        if (steps.GetValueOrDefault("compare")?.Result is { } comparison)
        {
            verdicts.AddRange(comparison.Facts["verdicts"]!.AsArray().Select(v => GateVerdict.FromJson(v!)));
        }

        if (steps.GetValueOrDefault("cost")?.Result is { } cost)
        {
            verdicts.AddRange(CostStep.Judge(model, cost));
        }

        verdicts = [.. verdicts.OrderBy(v => v.Index)];
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
        Say(diagnostic);
    }

    private void Say(Diagnostic diagnostic) => sink.Publish(new LeptonEvent.DiagnosticRaised(null, diagnostic));
}
