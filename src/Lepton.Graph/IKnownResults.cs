using Lepton.Store;

namespace Lepton.Graph;

/// <summary>Results that are known from elsewhere than the store, such as a lock.</summary>
public interface IKnownResults
{
    /// <summary>What the step would make of these inputs, or null. Its blobs need not be in the store.</summary>
    StepResult? Find(StepId step, StepInputs inputs);
}
