using Lepton.Core.Events;
using Lepton.Store;

namespace Lepton.Graph;

/// <summary>What a running step may use.</summary>
/// <param name="Work">A folder of its own, on the store's disk.</param>
public sealed record StepContext(LocalStore Store, WorkFolder Work, StepProgress Progress, IReadOnlyDictionary<StepId, StepResult> Needs);
