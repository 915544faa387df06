namespace Lepton.Graph;

/// <summary>What became of the preparation of a step.</summary>
/// <param name="Run">How it ended, if it need not or cannot run.</param>
/// <param name="Note">Where its result is from.</param>
/// <param name="Lacking">Needs whose blobs cannot be had: they must run here first.</param>
internal sealed record Prepared(StepRun? Run, string? Note, IReadOnlyList<StepId> Lacking);
