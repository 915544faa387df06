using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Graph;
using Lepton.Store;

namespace Lepton.Cli.Pipeline;

/// <summary>A step whose result is used where it is known, and that does not run here.</summary>
/// <param name="refusal">What is said instead.</param>
internal sealed class KnownOnlyStep(Step step, Func<Diagnostic> refusal) : Step
{
    public override StepId Id => step.Id;

    public override IReadOnlyList<StepId> Needs => step.Needs;

    public override bool IsProduct => step.IsProduct;

    public override bool IsShared => step.IsShared;

    // Nothing is fetched for what does not run.
    public override bool Reads(StepId need, string output) => false;

    public override IReadOnlyList<Digest> Pinned => [];

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs) => step.Inputs(needs);

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) => throw new DiagnosticException(refusal());
}
