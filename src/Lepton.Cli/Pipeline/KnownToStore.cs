using Lepton.Graph;
using Lepton.Store;

namespace Lepton.Cli.Pipeline;

/// <summary>No results but those of the store: a trial has no lock.</summary>
internal sealed class KnownToStore : IKnownResults
{
    public StepResult? Find(StepId step, StepInputs inputs) => null;
}
