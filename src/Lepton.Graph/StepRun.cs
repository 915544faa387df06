using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Store;

namespace Lepton.Graph;

/// <summary>How a step ended.</summary>
/// <param name="Inputs">Null where it was not tried.</param>
/// <param name="Result">Null unless it is done or reused.</param>
public sealed record StepRun(StepId Step, StepStatus Status, StepInputs? Inputs, StepResult? Result, IReadOnlyList<Diagnostic> Diagnostics);
