using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Graph;
using Lepton.Runtime;
using Lepton.Specs.Models;
using Lepton.Store;
using Lepton.Training.Calibration;
using Lepton.Training.Preprocessing;
using Lepton.Training.Preprocessing.Answers;

namespace Lepton.Training;

/// <summary>Makes a model file of what was trained, and holds it against that.</summary>
/// <param name="check">What compares the two.</param>
/// <param name="largest">Bytes of the largest model that is kept.</param>
internal sealed class ModelExport(ModelSpec model, OnnxRuntime runtime, TargetEncoding encoding, IFeatureGraph features, AnswerTokens? answers, Func<Calibrator, IParityCheck> check, long largest)
{
    /// <param name="inputs">Digest of all that the step reads.</param>
    /// <param name="dataset">Digest of the training rows.</param>
    /// <param name="engine">What trained it, with its version.</param>
    /// <param name="target">What is answered.</param>
    /// <param name="columns">The inputs, in their order.</param>
    /// <param name="held">The validation part, or null.</param>
    /// <exception cref="DiagnosticException">The file is too large, or answers otherwise.</exception>
    public StepOutcome Run(
        StepContext context,
        Digest inputs,
        Digest dataset,
        string engine,
        Column target,
        IReadOnlyList<Column> columns,
        DataTable rows,
        DataTable? held,
        TrainingSet training,
        TrainingSet? validation,
        ITrainedModel trained,
        CancellationToken cancellation)
    {
        var (calibrator, threshold) = Calibrate(trained, validation);
        var bytes = new ModelWriter(model, target, encoding, features, trained, calibrator, threshold, answers).Write(new Dictionary<string, string>
        {
            [ModelFile.Keys.Inputs] = inputs.ToString(),
            [ModelFile.Keys.Dataset] = dataset.ToString(),
            [ModelFile.Keys.Engine] = engine,
        });
        if (bytes.LongLength > largest)
        {
            throw new DiagnosticException(TrainingDiagnostics.ModelTooLarge(model.At(), bytes.LongLength, largest));
        }

        var path = context.Work.File("model.onnx");
        File.WriteAllBytes(path, bytes);
        var difference = 0.0;
        using (var exported = new LoadedModel(runtime, path))
        {
            context.Progress.Report(null, "comparing the exported model with the trained one");
            var parity = check(calibrator);
            difference = parity.Run(exported, rows, training, isTraining: true, cancellation);
            if (held is not null)
            {
                difference = Math.Max(difference, parity.Run(exported, held, validation!, isTraining: false, cancellation));
            }
        }

        var blob = context.Store.Blobs.Adopt(path, cancellation);
        var facts = new JsonObject
        {
            ["trainer"] = trained.Facts,
            ["difference"] = difference,
            ["classes"] = new JsonArray([.. encoding.Classes.Select(c => (JsonNode)c)]),
            ["prior"] = encoding.Classes.Count == 0 ? null : Prior(training),
            ["mean"] = encoding.Classes.Count == 0 ? training.Targets.Average() : null,
            ["threshold"] = model.Task == TaskKind.BinaryClassification ? threshold : null,
            ["calibration"] = calibrator.Facts,
            ["inputs"] = new JsonArray([.. columns.Select(c => (JsonNode)new JsonObject
            {
                ["name"] = c.Name,
                ["type"] = c.Type.ToString(),
                ["tensor"] = InputContract.TypeOf(c).ToString().ToLowerInvariant(),
                ["nullable"] = c.Nullable,
            })]),
        };
        return new StepOutcome([new StepOutput("model", blob.Digest, blob.Digest, blob.Size)], facts);
    }

    private (Calibrator Calibrator, double Threshold) Calibrate(ITrainedModel trained, TrainingSet? validation)
    {
        var evaluation = model.Evaluation;
        if (validation is null || model.Task != TaskKind.BinaryClassification)
        {
            return (Calibrator.Identity, evaluation.Threshold.Value);
        }

        var margins = trained.Margins(validation.Features);
        var positive = Array.ConvertAll(validation.Targets, t => t == 1);
        var calibrator = Calibrator.Fit(evaluation.Calibrate, margins, positive);
        return (calibrator, evaluation.Threshold.Maximise is { } metric
            ? ThresholdChoice.Best(metric, Array.ConvertAll(margins, calibrator.Probability), positive)
            : evaluation.Threshold.Value);
    }

    private JsonArray Prior(TrainingSet set)
    {
        var counts = new double[encoding.Classes.Count];
        foreach (var target in set.Labels is { } labels ? labels.Behind() : set.Targets)
        {
            counts[(int)target]++;
        }

        return new JsonArray([.. counts.Select(c => (JsonNode)(c / counts.Sum()))]);
    }
}
