using Lepton.Core.Events;

namespace Lepton.Training;

/// <summary>Learns from features.</summary>
public interface ITrainer
{
    /// <param name="validation">Null where the dataset has no validation part.</param>
    /// <param name="classes">1 for regression and binary classification, else the number of classes.</param>
    /// <exception cref="Core.Diagnostics.DiagnosticException">The engine is missing or fails.</exception>
    ITrainedModel Train(TrainingSet training, TrainingSet? validation, int classes, StepProgress progress, CancellationToken cancellation);
}
