using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Json;
using Lepton.Data;
using Lepton.Data.DuckDb;
using Lepton.Data.Folds;
using Lepton.Data.Table;
using Lepton.Evaluation;
using Lepton.Evaluation.Scoring;
using Lepton.Graph;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Store;
using Lepton.Training.Linear;

namespace Lepton.Training.Ensembles;

/// <summary>
/// The step <c>train</c> of an ensemble: model files to one that holds them all. A stack's linear model learns from what members answer on folds that they did not learn from
/// (Wolpert 1992, "Stacked generalization"). The key is made of what the members were trained with, so that it is known without the folds.
/// </summary>
/// <param name="plan">How a stack's folds are dealt; null for the mean.</param>
/// <param name="folds">A stack's folds; empty where the result is known from elsewhere.</param>
/// <param name="largest">Bytes of the largest model that is kept.</param>
public sealed class EnsembleStep(ModelSpec model, FoldPlan? plan, IReadOnlyList<StackFold> folds, EngineStamp environment, Func<DuckLibrary?> duck, Func<OnnxRuntime?> onnx, long largest = 1_900L << 20) : Step
{
    private const int Version = 1;

    private readonly StepId data = DataStep.IdOf(model.Dataset);
    private readonly IReadOnlyList<StepId> members = [.. model.Trainer.Members.Select(TrainStep.IdOf)];

    public override StepId Id => TrainStep.IdOf(model.Subject);

    public override IReadOnlyList<StepId> Needs => [data, .. members, .. folds.SelectMany(f => f.Members.Prepend(f.Rows))];

    public override Resources Resources => model.Resources;

    public override bool IsProduct => model.Trial is null;

    public override bool Reads(StepId need, string output) =>
        need == data ? output == "train" || (output == "validation" && model.NeedsValidation)
        : need.Kind == "fold" ? output == "test"
        : output == "model";

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs)
    {
        var columns = Columns(needs[data]);
        var target = columns.FirstOrDefault(c => c.Name == model.Target)
            ?? throw new DiagnosticException(SpecDiagnostics.UnknownColumn(model.At("target"), model.Target, model.Dataset, [.. columns.Select(c => c.Name)]));
        var own = model.Trainer.Complete();
        var values = new JsonObject
        {
            ["step"] = "train",
            ["version"] = Version,
            ["task"] = Words.Of(model.Task),
            ["target"] = new JsonObject { ["name"] = target.Name, ["type"] = target.Type.ToString(), ["nullable"] = target.Nullable },
            ["positive"] = model.Task == TaskKind.BinaryClassification ? model.Positive : null,
            ["trainer"] = Words.Of(model.Trainer.Kind),
            ["members"] = new JsonArray([.. members.Select(m => (JsonNode)needs[m].Output("model").Content.ToString())]),
            ["hyperparameters"] = plan is null ? new JsonObject { [TrainerTables.Combine] = own.Choice(TrainerTables.Combine) } : own.ToJson(),
            ["calibrate"] = Words.Of(model.Evaluation.Calibrate),
            ["threshold"] = model.Evaluation.Threshold.Maximise is { } maximise ? Words.Of(maximise) : model.Evaluation.Threshold.Value,
            ["train"] = needs[data].Output("train").Content.ToString(),
            ["validation"] = model.NeedsValidation || plan is not null ? needs[data].Find("validation")?.Content.ToString() : null,
        };
        if (plan is not null)
        {
            values["stack"] = new JsonObject
            {
                ["training"] = new JsonArray([.. members.Select(m => (JsonNode)CanonicalJson.DigestOf(needs[m].Inputs).ToString())]),
                ["dealt"] = plan.ToJson(),
                ["steps"] = new JsonArray(FoldStep.Version, TrainStep.Version),
                ["weight"] = columns.FirstOrDefault(c => c.Role == ColumnRole.Weight)?.Name,
            };
        }

        var engines = environment.For("duckdb", "onnxruntime").Concat(members.SelectMany(m => needs[m].Environment)).DistinctBy(e => e.Key);
        return new StepInputs(values, new JsonObject(engines.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => KeyValuePair.Create(e.Key, e.Value?.DeepClone()))));
    }

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var runtime = onnx() ?? throw new DiagnosticException(EvaluationDiagnostics.NoRuntime("run ./build.sh Compile, which fetches it"));
        var library = duck() ?? throw new DiagnosticException(DataDiagnostics.NoEngine("run ./build.sh Compile, which fetches it"));
        var source = context.Needs[data];
        var columns = Columns(source);
        var reader = new TableReader(library, context.Work.Path);
        context.Progress.Report(null, "reading the members");
        var files = members.Select(m => Read(context, m)).ToList();
        var names = files.SelectMany(f => GraphBuilder.InputsOf(f, MemberFeatures.AnswerOf(model.Task))).ToHashSet(StringComparer.Ordinal);
        var inputs = columns.Where(c => names.Contains(c.Name)).ToList();
        DataTable Table(StepResult from, string part) =>
            reader.Read(context.Store.Blobs.Require(from.Output(part).Blob), [.. columns.Where(c => names.Contains(c.Name) || c.Name == model.Target || c.Role == ColumnRole.Weight)], cancellation);

        var rows = Table(source, "train");
        var held = model.NeedsValidation ? Table(source, "validation") : null;
        var encoding = TargetEncoding.Fit(model, rows[model.Target]);
        var engine = RequireClasses(runtime, context, encoding);
        var targets = encoding.Encode(model, rows[model.Target], "training");
        var moments = model.Task == TaskKind.Regression ? new TrainingSet(new DenseRows([], rows.Count, 0), targets, TrainingSet.WeightsOf(rows)).Moments() : (Mean: 0, Deviation: 1);
        var features = new MemberFeatures(model.Task, inputs, files, encoding.Classes.Count, moments);
        context.Progress.Report(null, "scoring the training part");
        var training = new TrainingSet(features.Of(runtime, rows, cancellation), targets, TrainingSet.WeightsOf(rows));
        var validation = held is null ? null : new TrainingSet(features.Of(runtime, held, cancellation), encoding.Encode(model, held[model.Target], "validation"), TrainingSet.WeightsOf(held));
        var curves = new LearningCurves();
        using var trained = plan is null
            ? new AveragedModel(model.Task, members.Count, features.Width, moments)
            : Stack(context, runtime, encoding, fold => new MemberFeatures(model.Task, inputs, fold, encoding.Classes.Count, moments), fold => Table(fold, "test"), curves, cancellation);
        context.Progress.Report(null, "exporting");
        var export = new ModelExport(model, runtime, encoding, features, null, c => new ParityCheck(model, trained, c, encoding), largest);
        var outcome = export.Run(context, Inputs(context.Needs).Digest, source.Output("train").Content, engine, rows[model.Target].Column, inputs, rows, held, training, validation, trained, cancellation);
        outcome.Facts["curves"] = curves.ToJson();
        rows.Release();
        held?.Release();
        return Task.FromResult(outcome);
    }

    private ITrainedModel Stack(StepContext context, OnnxRuntime runtime, TargetEncoding encoding, Func<IReadOnlyList<byte[]>, MemberFeatures> featuresOf, Func<StepResult, DataTable> tableOf, LearningCurves curves, CancellationToken cancellation)
    {
        if (folds.Count == 0)
        {
            throw new InvalidOperationException("a stack is made whose folds are not in the graph");
        }

        var (answers, targets, weights) = (new List<float>(), new List<double>(), new List<double>());
        foreach (var (fold, index) in folds.Select((f, i) => (f, i)))
        {
            context.Progress.Report((double)index / folds.Count, $"scoring fold {index + 1} of {folds.Count}");
            var table = tableOf(context.Needs[fold.Rows]);
            answers.AddRange(featuresOf([.. fold.Members.Select(m => Read(context, m))]).Of(runtime, table, cancellation).Values);
            targets.AddRange(encoding.Encode(model, table[model.Target], "fold's"));
            weights.AddRange(TrainingSet.WeightsOf(table));
            table.Release();
        }

        context.Progress.Report(null, "training");
        var width = answers.Count / targets.Count;
        return new LinearTrainer(model, model.Trainer.Complete())
            .Train(new TrainingSet(new DenseRows([.. answers], targets.Count, width), [.. targets], [.. weights]), null, encoding.Margins, context.Progress.With(curves), cancellation);
    }

    // Members and their folds have seen the same classes; returns what made them.
    private string RequireClasses(OnnxRuntime runtime, StepContext context, TargetEncoding encoding)
    {
        var engines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var member in members.Concat(folds.SelectMany(f => f.Members)))
        {
            using var loaded = new LoadedModel(runtime, context.Store.Blobs.Require(context.Needs[member].Output("model").Blob));
            if (!loaded.Classes.SequenceEqual(encoding.Classes))
            {
                throw new DiagnosticException(TrainingDiagnostics.OtherClasses(model.At("trainer", "members"), member.Subject, loaded.Classes, encoding.Classes));
            }

            engines.Add(loaded.Metadata.GetValueOrDefault(ModelFile.Keys.Engine, string.Empty));
        }

        return $"{Words.Of(model.Trainer.Kind)} of {string.Join(", ", engines)}";
    }

    private static byte[] Read(StepContext context, StepId member) => File.ReadAllBytes(context.Store.Blobs.Require(context.Needs[member].Output("model").Blob));

    private static List<Column> Columns(StepResult result) => [.. result.Facts["columns"]!.AsArray().Select(c => Column.FromJson(c!))];
}
