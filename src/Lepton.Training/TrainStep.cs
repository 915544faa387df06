using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Data;
using Lepton.Data.DuckDb;
using Lepton.Data.Table;
using Lepton.Evaluation;
using Lepton.Evaluation.Scoring;
using Lepton.Graph;
using Lepton.Runtime;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Store;
using Lepton.Training.Calibration;
using Lepton.Training.Linear;
using Lepton.Training.Preprocessing;
using Lepton.Training.Preprocessing.Answers;
using Lepton.Training.Torch;
using Lepton.Training.Torch.Workers;
using Lepton.Training.XGBoost;

namespace Lepton.Training;

/// <summary>The step <c>train</c>: parts to one ONNX file. It never sees the test part.</summary>
/// <param name="afterStart">Whether the model that this one starts from is trained first.</param>
/// <param name="rows">The step that has the rows; null for the dataset's.</param>
/// <param name="largest">Bytes of the largest model that is kept; protobuf, and so ONNX, ends at 2 GiB.</param>
public sealed class TrainStep(ModelSpec model, EngineStamp environment, Func<DuckLibrary?> duck, Func<OnnxRuntime?> onnx, Func<XGBoostLibrary?> xgboost, Func<ITorchHost?> torch, long largest = 1_900L << 20, bool afterStart = false, StepId? rows = null) : Step
{
    /// <summary>Of how models are trained and written.</summary>
    public const int Version = 8;

    private const string NetworkOutput = "network";

    private readonly StepId data = rows ?? DataStep.IdOf(model.Dataset);

    public override StepId Id => IdOf(model.Subject);

    public override IReadOnlyList<StepId> Needs => afterStart ? [data, IdOf(model.Trainer.Pretrained!.Model!)] : [data];

    public override IReadOnlyList<Digest> Pinned => model.Trainer.Pretrained?.Digest is { } digest ? [digest] : [];

    public override Resources Resources => model.Resources;

    public override bool IsProduct => model.Trial is null;

    public static StepId IdOf(string model) => new("train", model);

    public override bool Reads(StepId need, string output) =>
        need == data ? output == "train" || (output == "validation" && model.NeedsValidation) : output == NetworkOutput;

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs)
    {
        var columns = Columns(needs[data]);
        var target = columns.FirstOrDefault(c => c.Name == model.Target)
            ?? throw new DiagnosticException(SpecDiagnostics.UnknownColumn(model.At("target"), model.Target, model.Dataset, [.. columns.Select(c => c.Name)]));
        var features = FeatureSelection.Of(model, columns);
        var values = new JsonObject
        {
            ["step"] = "train",
            ["version"] = Version,
            ["task"] = Words.Of(model.Task),
            ["target"] = Describe(target),
            ["positive"] = model.Task == TaskKind.BinaryClassification ? model.Positive : null,
            ["features"] = new JsonArray([.. features.Select(f => (JsonNode)Describe(f))]),
            ["weight"] = columns.FirstOrDefault(c => c.Role == ColumnRole.Weight)?.Name,
            ["trainer"] = Words.Of(model.Trainer.Kind),
            ["hyperparameters"] = model.Trainer.Complete().ToJson(),
            ["early-stopping"] = model.Trainer.EarlyStopping is { } stopping ? new JsonObject { ["metric"] = stopping.Metric, ["patience"] = stopping.Patience } : null,
            ["calibrate"] = Words.Of(model.Evaluation.Calibrate),
            ["threshold"] = model.Evaluation.Threshold.Maximise is { } maximise ? Words.Of(maximise) : model.Evaluation.Threshold.Value,
            ["seed"] = model.Seed,
            ["train"] = needs[data].Output("train").Content.ToString(),
            ["validation"] = model.NeedsValidation ? needs[data].Find("validation")?.Content.ToString() : null,
        };
        if (model.Task == TaskKind.Recommendation)
        {
            values["item"] = Describe(AnswerOf(columns));
            values["relevant"] = model.Evaluation.Relevant;
            values["top-k"] = model.Trainer.EarlyStopping is null ? null : model.Evaluation.TopK;
        }

        if (model.Task == TaskKind.TextToText)
        {
            values["answers"] = Describe(new Feature(target, AnswersOf(model)));
        }

        if (model.Trainer.Kind == TrainerKind.Torch)
        {
            // The number of threads changes the bytes of a network, and of nothing else.
            values["family"] = Words.Of(model.Trainer.Family!.Value);
            values["cpu"] = model.Resources.Cpu;
            if (model.Resources.Gpu > 1)
            {
                values["processes"] = model.Resources.Gpu;
            }

            values["start"] = (model.Trainer.Pretrained?.Digest ?? model.Trainer.Pretrained?.File?.Sha256)?.ToString();
            values["freeze"] = new JsonArray([.. model.Trainer.Freeze.Order(StringComparer.Ordinal).Select(f => (JsonNode)f)]);
            values["learning-rates"] = new JsonObject(model.Trainer.LearningRates.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value)));
        }

        return new StepInputs(values, environment.For(model.Trainer.Kind switch
        {
            TrainerKind.Xgboost => ["xgboost", "onnxruntime"],
            TrainerKind.Torch => ["torch", "onnxruntime"],
            _ => ["onnxruntime"],
        }));
    }

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var runtime = onnx() ?? throw new DiagnosticException(EvaluationDiagnostics.NoRuntime("run ./build.sh Compile, which fetches it"));
        var library = duck() ?? throw new DiagnosticException(DataDiagnostics.NoEngine("run ./build.sh Compile, which fetches it"));
        if (model.Trainer.Kind == TrainerKind.Xgboost && xgboost() is null)
        {
            throw new DiagnosticException(TrainingDiagnostics.NoXgboost());
        }

        if (model.Trainer.Kind == TrainerKind.Torch && torch() is null)
        {
            throw new DiagnosticException(TrainingDiagnostics.NoTorch());
        }

        var source = context.Needs[data];
        var columns = Columns(source);
        var features = FeatureSelection.Of(model, columns);
        var answer = AnswerOf(columns);
        var used = columns.Where(c => c.Name == model.Target || c == answer || c.Role == ColumnRole.Weight || features.Any(f => f.Column == c)).ToList();
        var reader = new TableReader(library, context.Work.Path);
        context.Progress.Report(null, "reading the training part");
        var rows = Learnt(reader.Read(context.Store.Blobs.Require(source.Output("train").Blob), used, cancellation));
        var encoding = TargetEncoding.Fit(model, rows[answer.Name]);
        foreach (var empty in features.Where(f => Enumerable.Range(0, rows.Count).All(rows[f.Column.Name].IsNull)))
        {
            context.Progress.Diagnose(TrainingDiagnostics.EmptyFeature(model.At("features"), empty.Column.Name));
        }

        context.Progress.Report(null, "preparing features");
        var start = StartingPoint.Read(model, context.Store);
        var preprocessor = Preprocessor.Fit(runtime, model, features, rows, start?.Tokens, cancellation);
        var answers = encoding.IsTexts ? AnswerTokens.Fit(TargetEncoding.TextsOf(model, rows[model.Target], "training"), AnswersOf(model), cancellation) : null;
        if (answers is { IsEmpty: true })
        {
            throw new DiagnosticException(TrainingDiagnostics.NoTokens(model.At("target"), model.Target));
        }

        var training = Set(runtime, preprocessor, encoding, answers, rows, "training", context.Work, cancellation);
        var held = model.NeedsValidation ? Learnt(reader.Read(context.Store.Blobs.Require(source.Output("validation").Blob), used, cancellation)) : null;
        var validation = held is null ? null : Set(runtime, preprocessor, encoding, answers, held, "validation", context.Work, cancellation);

        context.Progress.Report(null, "training");
        var checkpoint = context.Store.CheckpointOf(Inputs(context.Needs).Key);
        var hyperparameters = model.Trainer.Complete();
        ITrainer trainer = model.Trainer.Kind switch
        {
            TrainerKind.Linear => new LinearTrainer(model, hyperparameters),
            TrainerKind.Torch => new TorchTrainer(model, hyperparameters, preprocessor, encoding.Classes, answers, start, torch()!, context.Work.Path, checkpoint),
            _ => new XGBoostTrainer(model, hyperparameters, preprocessor.Columns),
        };
        var curves = new LearningCurves();
        using var trained = trainer.Train(Weighted(training, encoding, hyperparameters.Choice("class-weights")), validation, encoding.Margins, context.Progress.With(curves), cancellation);
        context.Progress.Report(null, "exporting");
        IParityCheck Check(Calibrator calibrator) => answers is null
            ? new ParityCheck(model, trained, calibrator, encoding)
            : new WritingCheck(model, runtime, preprocessor, (TorchModel)trained, answers);
        var export = new ModelExport(model, runtime, encoding, preprocessor, answers, Check, largest);
        var outcome = export.Run(context, Inputs(context.Needs).Digest, source.Output("train").Content, Engine(), answer, [.. features.Select(f => f.Column)], rows, held, training, validation, trained, cancellation);
        outcome.Facts["prior"] = encoding.IsLanguage ? TokenShares(training, preprocessor.Layout.Entries) : encoding.IsTexts ? Commonest(rows[model.Target]) : outcome.Facts["prior"]?.DeepClone();
        if (trained is TorchModel network)
        {
            var file = context.Work.File("kept.safetensors");
            network.Keep(file, preprocessor.Tokens);
            var kept = context.Store.Blobs.Adopt(file, cancellation);
            outcome = outcome with { Outputs = [.. outcome.Outputs, new StepOutput(NetworkOutput, kept.Digest, kept.Digest, kept.Size)] };
        }

        outcome.Facts["curves"] = curves.ToJson();
        rows.Release();
        held?.Release();
        if (File.Exists(checkpoint))
        {
            File.Delete(checkpoint);
        }

        return Task.FromResult(outcome);
    }

    private string Engine() => Words.Of(model.Trainer.Kind) + model.Trainer.Kind switch
    {
        TrainerKind.Xgboost => " " + xgboost()!.Version,
        TrainerKind.Torch => " " + torch()!.Version,
        _ => string.Empty,
    };

    // What is learnt: of a recommendation not how much the item was liked, but which it was.
    private Column AnswerOf(IReadOnlyList<Column> columns) =>
        model.Task == TaskKind.Recommendation ? Recommendations.ColumnsOf(columns).Item : columns.First(c => c.Name == model.Target);

    // Of a recommendation, the rows that count as a user's choice.
    private DataTable Learnt(DataTable rows) => model.Task == TaskKind.Recommendation ? rows.Pick(Recommendations.Chosen(rows, model)) : rows;

    private TrainingSet Set(OnnxRuntime runtime, Preprocessor preprocessor, TargetEncoding encoding, AnswerTokens? answers, DataTable rows, string part, WorkFolder folder, CancellationToken cancellation)
    {
        FeatureRows features;
        if (model.Trainer.Kind == TrainerKind.Torch)
        {
            features = preprocessor.Network(runtime, rows, folder.File($"{part}.features"), cancellation);
        }
        else if (model.Trainer.Kind == TrainerKind.Linear && preprocessor.IsSparse)
        {
            features = preprocessor.Sparse(runtime, rows, cancellation);
        }
        else
        {
            RequireRoom(rows.Count, preprocessor.Width);
            features = preprocessor.Dense(runtime, rows, cancellation);
        }

        var weights = TrainingSet.WeightsOf(rows);
        if (encoding.IsLanguage)
        {
            return new TrainingSet(features, new double[rows.Count], weights);
        }

        if (answers is not null)
        {
            var texts = NumberedRows.Of(TargetEncoding.TextsOf(model, rows[model.Target], part).Select(answers.Encode));
            return new TrainingSet(new NetworkRows(null, ((NetworkRows)features).Tokens, texts), new double[rows.Count], weights);
        }

        if (!encoding.IsTags)
        {
            return new TrainingSet(features, encoding.Encode(model, rows[AnswerOf([.. rows.Columns.Select(c => c.Column)]).Name], part), weights);
        }

        var source = rows.Columns.First(c => c.Column.Name != model.Target && c.Lists is not null);
        return new TrainingSet(features, new double[rows.Count], weights, encoding.EncodeTags(model, rows[model.Target], source, ((NetworkRows)features).Tokens!, part));
    }

    private void RequireRoom(long rows, int columns)
    {
        // The matrix, XGBoost's copy of it, and the bins.
        var needed = rows * columns * sizeof(float) * 3;
        if (rows * columns > Array.MaxLength || needed > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 0.9)
        {
            throw new DiagnosticException(TrainingDiagnostics.TooWide(model.At("trainer"), rows, columns));
        }
    }

    private static TrainingSet Weighted(TrainingSet set, TargetEncoding encoding, string weights)
    {
        if (weights != "balanced" || encoding.Classes.Count == 0 || encoding.IsTags)
        {
            return set;
        }

        var totals = new double[encoding.Classes.Count];
        for (var i = 0; i < set.Targets.Length; i++)
        {
            totals[(int)set.Targets[i]] += set.Weights[i];
        }

        var all = totals.Sum();
        return set with { Weights = [.. set.Weights.Select((w, i) => w * all / (totals.Length * totals[(int)set.Targets[i]]))] };
    }

    // Of the tokens that may be hidden.
    private static JsonArray TokenShares(TrainingSet set, int entries)
    {
        var counts = new double[entries];
        foreach (var token in ((NetworkRows)set.Features).Tokens!.Numbers.Where(t => t >= TextTokens.Reserved))
        {
            counts[token]++;
        }

        var all = Math.Max(1, counts.Sum());
        return new JsonArray([.. counts.Select(c => (JsonNode)(c / all))]);
    }

    // The text that most rows have; among equals the first in ordinal order.
    private static JsonArray Commonest(ColumnData target) =>
        new((JsonNode)target.Texts!.GroupBy(t => t!, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key);

    private static List<Column> Columns(StepResult result) => [.. result.Facts["columns"]!.AsArray().Select(c => Column.FromJson(c!))];

    private static EncodingSpec AnswersOf(ModelSpec model) => model.Features.EncodingOf(model.Target) ?? EncodingSpec.OfAnswers;

    private static JsonObject Describe(Column column) => new() { ["name"] = column.Name, ["type"] = column.Type.ToString(), ["nullable"] = column.Nullable };

    private static JsonObject Describe(Feature feature)
    {
        var json = Describe(feature.Column);
        if (feature.Encoding is { Kind: EncodingKind.Tokens } cut)
        {
            json["encoding"] = new JsonObject
            {
                ["type"] = Words.Of(cut.Kind),
                ["tokenizer"] = Words.Of(cut.Tokenizer),
                ["characters"] = new JsonArray([.. cut.Characters.Select(c => (JsonNode)c)]),
                ["min-frequency"] = cut.MinFrequency,
                ["max-features"] = cut.MaxFeatures,
                ["max-length"] = cut.MaxLength,
                ["vocabulary"] = cut.Vocabulary?.Sha256.ToString(),
            };
        }
        else if (feature.Encoding is { } encoding)
        {
            json["encoding"] = new JsonObject
            {
                ["type"] = Words.Of(encoding.Kind),
                ["words"] = new JsonArray([.. encoding.Words.Select(w => (JsonNode)w)]),
                ["characters"] = new JsonArray([.. encoding.Characters.Select(c => (JsonNode)c)]),
                ["min-frequency"] = encoding.MinFrequency,
                ["max-features"] = encoding.MaxFeatures,
            };
        }

        return json;
    }
}
