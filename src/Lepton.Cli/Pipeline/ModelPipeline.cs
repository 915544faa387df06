using Lepton.Data;
using Lepton.Data.Files;
using Lepton.Data.Folds;
using Lepton.Evaluation;
using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Folds;
using Lepton.Evaluation.Gates;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Specs.Searches;
using Lepton.Store;
using Lepton.Store.Snapshots;
using Lepton.Training;
using Lepton.Training.Ensembles;

namespace Lepton.Cli.Pipeline;

/// <summary>Makes the steps of models: data → train → evaluate → gate, cost where a gate asks for one, and compare where there is something to compare with.</summary>
/// <param name="trains">Whether models are trained whose results are not known.</param>
internal sealed class ModelPipeline(Workspace workspace, LocalStore store, Engines engines, FileDigests digests, DeviceChoice devices, References references, bool trains)
{
    private readonly EngineStamp environment = new(workspace.Spec.Environment, Device.Class, engines.Version);

    /// <param name="last">The last kind of step wanted: data, train, evaluate or gate.</param>
    /// <param name="wanted">What is trained and measured beside that.</param>
    public StepGraph Graph(IEnumerable<ModelSpec> models, string last, Wanted wanted)
    {
        var files = new FileResolver(workspace.Root, new UrlCache(store), digests);
        var steps = new List<Step>();
        var all = WithStarts(models);
        foreach (var model in all.Models)
        {
            if (steps.TrueForAll(s => s.Id != DataStep.IdOf(model.Dataset)))
            {
                steps.Add(new DataStep(workspace.Datasets[model.Dataset], files, environment, () => engines.Duck));
            }

            foreach (var view in references.ByModel.GetValueOrDefault(model.Name)?.Select(r => r.View).OfType<StepId>().Distinct().Where(v => steps.TrueForAll(s => s.Id != v)) ?? [])
            {
                steps.Add(new ViewStep(new DataStep(references.Views[view], files, environment, () => engines.Duck)));
            }

            var end = all.Starts.Contains(model.Name) ? "train" : last;
            var stack = Order("train") <= Order(end) && wanted.Stack(model) ? StackOf(model) : [];
            steps.AddRange(stack.SelectMany(f => f.Steps));
            steps.AddRange(Steps(model, [.. stack.Select(f => f.Fold)], wanted).TakeWhile(s => Order(s.Id.Kind) <= Order(end)));
        }

        return new StepGraph(steps);
    }

    /// <summary>The steps of trials: each is trained and scored on the validation part, or in each fold.</summary>
    /// <param name="metrics">What they are scored by.</param>
    public StepGraph Trials(IReadOnlyList<TrialPart> trials, SearchSpec search, IReadOnlyList<string> metrics)
    {
        var files = new FileResolver(workspace.Root, new UrlCache(store), digests);
        var all = WithStarts(trials.Select(t => t.Model));
        var steps = new List<Step>(all.Models.Select(m => m.Dataset).Distinct().Select(d => new DataStep(workspace.Datasets[d], files, environment, () => engines.Duck)));
        steps.AddRange(all.Models.Where(m => all.Starts.Contains(m.Name) && m.Trial is null).Select(m => Training(m, StartOf(m) is not null)));
        var stacks = new HashSet<StepId>();
        foreach (var (trial, fold) in trials)
        {
            StepId? rows = null;
            if (fold is { } number)
            {
                // All trials have the same folds.
                var subject = $"{search.Name}#f{number + 1}";
                rows = FoldStep.IdOf(subject);
                if (steps.TrueForAll(s => s.Id != rows))
                {
                    steps.Add(new FoldStep(trial.Dataset, subject, PlanOf(trial, search.Folds, hasTest: false), 0, number, search.At("folds"), environment, () => engines.Duck));
                }
            }

            // Trials of an ensemble share the folds that they are stacked on.
            var stack = StackOf(trial);
            steps.AddRange(stack.SelectMany(f => f.Steps).Where(s => stacks.Add(s.Id)));
            steps.Add(Training(trial, StartOf(trial) is not null, rows, [.. stack.Select(f => f.Fold)]));
            steps.Add(new ScoreStep(trial, metrics, environment, () => engines.Duck, () => engines.Onnx, rows is null ? "validation" : "test", rows));
            if (search.Objectives.Contains(SearchSpec.Latency))
            {
                steps.Add(new CostStep(trial, isTimed: true, environment, () => engines.Duck, () => engines.Onnx, TimeProvider.System, rows is null ? "validation" : "test", rows));
            }
        }

        return new StepGraph(steps);
    }

    // The models, with those that are trained first: the members of ensembles, and those that others start from where the networks that they want are not here.
    private (IReadOnlyList<ModelSpec> Models, IReadOnlySet<string> Starts) WithStarts(IEnumerable<ModelSpec> models)
    {
        var all = models.ToList();
        var starts = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < all.Count; i++)
        {
            foreach (var first in MembersOf(all[i]).Append(StartOf(all[i])).OfType<ModelSpec>().Where(f => all.TrueForAll(m => m.Name != f.Name || m.Trial is not null)))
            {
                all.Add(first);
                starts.Add(first.Name);
            }
        }

        return (all, starts);
    }

    // Null too where models would start from each other: then the one says that it cannot have the other's network.
    private ModelSpec? StartOf(ModelSpec model)
    {
        var first = Next(model);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = first; at is not null && seen.Add(at.Name); at = Next(at))
        {
            if (at.Name == model.Name)
            {
                return null;
            }
        }

        return first;

        ModelSpec? Next(ModelSpec from) =>
            from.Trainer.Pretrained is { Model: { } name, Digest: { } digest } && !store.Blobs.Contains(digest) ? workspace.Models.GetValueOrDefault(name) : null;
    }

    private IEnumerable<Step> Steps(ModelSpec model, IReadOnlyList<StackFold> stack, Wanted wanted)
    {
        var train = Training(model, StartOf(model) is not null, stack: stack);
        yield return Known(train, model);
        yield return new EvaluateStep(model, environment, () => engines.Duck, () => engines.Onnx);
        if (model.Evaluation.Folds > 0)
        {
            var plan = PlanOf(model, model.Evaluation.Folds, hasTest: true);
            var folds = wanted.Folds(model) ? FoldsOf(model, plan) : [];
            foreach (var (fold, step) in folds)
            {
                yield return step;
                yield return Known(Training(fold, StartOf(model) is not null, step.Id), model);
                yield return new ScoreStep(fold, CrossValidateStep.Metrics(model), environment, () => engines.Duck, () => engines.Onnx, "test", step.Id);
            }

            yield return new CrossValidateStep(model, plan, [.. folds.Select(f => f.Fold.Subject)], new EngineStamp(workspace.Spec.Environment, devices.ClassOf(model), engines.Version));
        }

        if (model.Evaluation.Seeds > 1)
        {
            List<ModelSpec> others = wanted.Seeds(model) ? [.. SeedsStep.Others(model)] : [];
            foreach (var other in others.Select((o, i) => (Model: o, IsFirst: i == 0)))
            {
                if (other.IsFirst)
                {
                    yield return new ScoreStep(model, model.Evaluation.Metrics, environment, () => engines.Duck, () => engines.Onnx, "test");
                }

                yield return Known(Training(other.Model, StartOf(model) is not null), model);
                yield return new ScoreStep(other.Model, model.Evaluation.Metrics, environment, () => engines.Duck, () => engines.Onnx, "test");
            }

            yield return new SeedsStep(model, others, new EngineStamp(workspace.Spec.Environment, devices.ClassOf(model), engines.Version));
        }

        yield return new GateStep(model);
        if (wanted.Costs(model) && model.Gates.Any(g => g.Cost is not null))
        {
            yield return new CostStep(model, model.Gates.Any(g => g.Cost == GateCost.LatencyP95), environment, () => engines.Duck, () => engines.Onnx, TimeProvider.System);
        }

        if (references.ByModel.TryGetValue(model.Name, out var compared))
        {
            yield return new CompareStep(model, compared, environment, () => engines.Duck, () => engines.Onnx);
        }
    }

    private Step Known(Step train, ModelSpec model) => trains ? train : new KnownOnlyStep(train, () => CliDiagnostics.NotTrainedElsewhere(model.At("name"), model.Name));

    private FoldPlan PlanOf(ModelSpec model, int folds, bool hasTest)
    {
        var columns = workspace.Datasets[model.Dataset].Columns;
        string? Name(ColumnRole role) => columns.FirstOrDefault(c => c.Value.Role == role)?.Key;
        var by = model.Evaluation.FoldBy != FoldKind.Auto ? model.Evaluation.FoldBy
            : Name(ColumnRole.Time) is not null ? FoldKind.Time
            : Name(ColumnRole.Group) is not null ? FoldKind.Group
            : model.Task == TaskKind.Regression ? FoldKind.Plain
            : FoldKind.Stratified;
        var column = by switch { FoldKind.Time => Name(ColumnRole.Time), FoldKind.Group => Name(ColumnRole.Group), FoldKind.Stratified => model.Target, _ => null };
        return new FoldPlan(by, column, Name(ColumnRole.Id), folds, model.Seed, model.NeedsValidation, model.Task == TaskKind.Regression ? null : model.Target, hasTest);
    }

    private List<(ModelSpec Fold, FoldStep Step)> FoldsOf(ModelSpec model, FoldPlan plan)
    {
        var folds = new List<(ModelSpec, FoldStep)>();
        for (var repeat = 0; repeat < model.Evaluation.Repeats; repeat++)
        {
            for (var fold = 0; fold < model.Evaluation.Folds; fold++)
            {
                var own = model with { Trial = $"r{repeat + 1}f{fold + 1}" };
                folds.Add((own, new FoldStep(model.Dataset, own.Subject, plan, repeat, fold, model.At("evaluation", "folds"), environment, () => engines.Duck)));
            }
        }

        return folds;
    }

    // The members of an ensemble, trained on folds of the training and validation rows.
    private List<(StackFold Fold, IReadOnlyList<Step> Steps)> StackOf(ModelSpec model)
    {
        var folds = new List<(StackFold, IReadOnlyList<Step>)>();
        if (!model.Trainer.IsStacked)
        {
            return folds;
        }

        var plan = StackPlanOf(model);
        for (var fold = 0; fold < plan.Count; fold++)
        {
            // Trials may ask for other folds.
            var name = $"f{fold + 1}of{plan.Count}";
            var rows = new FoldStep(model.Dataset, $"{model.Name}#{name}", plan, 0, fold, model.At("trainer", "hyperparameters", TrainerTables.Folds), environment, () => engines.Duck);
            var members = MembersOf(model).Select(m => m with { Trial = $"{model.Name}.{name}" }).ToList();
            folds.Add((new StackFold(rows.Id, [.. members.Select(m => TrainStep.IdOf(m.Subject))]), [rows, .. members.Select(m => Known(Training(m, StartOf(m) is not null, rows.Id), m))]));
        }

        return folds;
    }

    private FoldPlan StackPlanOf(ModelSpec model) =>
        PlanOf(model, model.Trainer.Complete().Integer(TrainerTables.Folds), hasTest: false) with { HasValidation = MembersOf(model).Any(m => m.NeedsValidation) };

    private IEnumerable<ModelSpec> MembersOf(ModelSpec model) => model.Trainer.Members.Select(m => workspace.Models[m]);

    private Step Training(ModelSpec model, bool afterStart, StepId? rows = null, IReadOnlyList<StackFold>? stack = null)
    {
        var stamp = new EngineStamp(workspace.Spec.Environment, devices.ClassOf(model), engines.Version);
        return model.Trainer.Kind == TrainerKind.Ensemble
            ? new EnsembleStep(model, model.Trainer.IsStacked ? StackPlanOf(model) : null, stack ?? [], stamp, () => engines.Duck, () => engines.Onnx)
            : new TrainStep(model, stamp, () => engines.Duck, () => engines.Onnx, () => engines.XGBoost, () => engines.Torch(devices.Of(model)), afterStart: afterStart, rows: rows);
    }

    private static int Order(string kind) => kind switch { "data" => 0, "train" => 1, "evaluate" or "fold" or "score" or "cross-validate" or "seeds" => 2, _ => 3 };
}
