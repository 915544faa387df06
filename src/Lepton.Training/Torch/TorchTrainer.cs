using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Training.Preprocessing;
using Lepton.Training.Preprocessing.Answers;
using Lepton.Training.Torch.Network;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch;

/// <summary>Neural networks by libtorch, in a process of its own.</summary>
/// <param name="preprocessor">What the network sees of a row.</param>
/// <param name="names">Names of the classes or tags.</param>
/// <param name="answers">How texts that are written are cut, or null where none are.</param>
/// <param name="start">The network that training starts from, or null.</param>
/// <param name="folder">The step's work folder, where rows and networks change hands.</param>
/// <param name="checkpoint">The file that an interrupted training goes on from; it outlives the process.</param>
public sealed class TorchTrainer(ModelSpec model, HyperparameterSet hyperparameters, Preprocessor preprocessor, IReadOnlyList<string> names, AnswerTokens? answers, StartingPoint? start, ITorchHost host, string folder, string checkpoint) : ITrainer
{
    // What a kill costs at most, beside the epoch that was under way.
    private const double CheckpointSeconds = 5;

    private const string BatchSize = "batch-size";

    // The first one that is tried where the spec leaves the size to training.
    private const int FirstBatch = 256;

    public ITrainedModel Train(TrainingSet training, TrainingSet? validation, int classes, StepProgress progress, CancellationToken cancellation)
    {
        var moments = model.Task == TaskKind.Regression ? training.Moments() : ((double Mean, double Deviation)?)null;
        var stopping = model.Trainer.EarlyStopping;
        var isLanguage = model.Task == TaskKind.MaskedLanguageModeling;
        var request = new TorchRequest(
            folder,
            Train: true,
            validation is not null && stopping is not null,
            [],
            model.Task,
            names,
            new NetworkShape(model.Trainer.Family!.Value, preprocessor.Layout, answers?.Entries ?? (isLanguage ? preprocessor.Layout.Entries : classes), hyperparameters.ToJson(), isLanguage, answers?.Longest ?? 0),
            model.Seed,
            model.Resources.Cpu,
            stopping?.Metric,
            stopping?.Patience ?? 0,
            model.Evaluation.TopK,
            checkpoint,
            CheckpointSeconds,
            start is not null,
            model.Trainer.Freeze,
            model.Trainer.LearningRates.ToDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal),
            Math.Max(1, model.Resources.Gpu),
            Device: host.Device);
        start?.Write(request.File(PretrainedNetwork.File), preprocessor.Lines, preprocessor.Layout.Longest);
        if (preprocessor.Words is { } words)
        {
            RowFile.Write<int>(request.File(WordBags.OwnFile), words.Own);
            RowFile.Write<long>(request.File(WordBags.StartsFile), words.Grams.Starts);
            RowFile.Write<int>(request.File(WordBags.GramsFile), words.Grams.Numbers);
        }

        Put(request, "training", training, moments);
        if (request.Validation)
        {
            Put(request, "validation", validation!, moments);
        }

        return hyperparameters.IsAuto(BatchSize) ? Largest(request, moments, progress, cancellation) : Trained(request, moments, progress, cancellation);
    }

    // With the largest of some batch sizes whose steps fit into memory. A checkpoint is of one size.
    private TorchModel Largest(TorchRequest request, (double, double)? moments, StepProgress progress, CancellationToken cancellation)
    {
        for (var size = FirstBatch; ; size /= 2)
        {
            var own = request with { Shape = request.Shape with { Hyperparameters = hyperparameters.With(BatchSize, size).ToJson() }, Checkpoint = $"{checkpoint}-{size}" };
            try
            {
                var trained = Trained(own, moments, progress, cancellation);
                trained.BatchSize = size;
                Forget(own.Checkpoint);
                return trained;
            }
            catch (DiagnosticException e) when (size > 1 && e.Diagnostics[0].Code == TrainingDiagnostics.OutOfMemoryCode)
            {
                Forget(own.Checkpoint);
                progress.Report(null, $"out of memory with batches of {size} rows, going on with {size / 2}");
            }
        }
    }

    private static void Forget(string checkpoint)
    {
        if (File.Exists(checkpoint))
        {
            File.Delete(checkpoint);
        }
    }

    private TorchModel Trained(TorchRequest request, (double, double)? moments, StepProgress progress, CancellationToken cancellation)
    {
        var trained = new TorchModel(request, host, moments, model);
        trained.Epoch = trained.Ask(request, progress, cancellation);
        trained.Load();
        return trained;
    }

    private static void Put(TorchRequest request, string part, TrainingSet set, (double Mean, double Deviation)? moments)
    {
        TorchModel.PutFeatures(request, part, (NetworkRows)set.Features);
        RowFile.Write<double>(request.File($"{part}.targets"), moments is var (mean, deviation) ? Array.ConvertAll(set.Targets, t => (t - mean) / deviation) : set.Targets);
        RowFile.Write<double>(request.File($"{part}.weights"), set.Weights);
        if (set.Labels is { } labels)
        {
            RowFile.Write<int>(request.File($"{part}.labels"), labels.Numbers);
        }
    }
}
