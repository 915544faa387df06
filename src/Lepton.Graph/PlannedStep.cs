using Lepton.Core.Diagnostics;
using Lepton.Store;

namespace Lepton.Graph;

/// <summary>What would become of a step.</summary>
/// <param name="Inputs">Null where they depend on a step that has yet to run.</param>
/// <param name="Result">The known result, or null where the step would run.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record PlannedStep(Step Step, PlannedState State, StepInputs? Inputs, StepResult? Result, string Reason, IReadOnlyList<Diagnostic> Diagnostics);
