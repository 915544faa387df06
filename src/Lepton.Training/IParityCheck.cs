using Lepton.Core.Diagnostics;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;

namespace Lepton.Training;

/// <summary>Holds an exported model's answers against the engine's own.</summary>
internal interface IParityCheck
{
    /// <summary>The greatest difference, over the first rows of a part.</summary>
    /// <exception cref="DiagnosticException">It is more than is allowed.</exception>
    double Run(LoadedModel exported, DataTable rows, TrainingSet set, bool isTraining, CancellationToken cancellation);
}
