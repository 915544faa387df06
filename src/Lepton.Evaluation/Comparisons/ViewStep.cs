using System.Text.Json.Nodes;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Data;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Store;

namespace Lepton.Evaluation.Comparisons;

/// <summary>A dataset's spec of another commit over today's files. Where it no longer fits them there is no view, and its comparison cannot tell: that is a result, not a failure.</summary>
public sealed class ViewStep(DataStep data) : Step
{
    public override StepId Id => data.Id;

    public override IReadOnlyList<StepId> Needs => data.Needs;

    public override Resources Resources => data.Resources;

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs)
    {
        var inputs = data.Inputs(needs);

        // A key of its own: an obstacle must never stand for a dataset.
        var values = (JsonObject)inputs.Values.DeepClone();
        values["view"] = true;
        return new StepInputs(values, inputs.Environment);
    }

    public override async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        try
        {
            return await data.RunAsync(context, cancellation);
        }
        catch (DiagnosticException e) when (e.Diagnostics.All(d => d.ExitCode is ExitCode.StepFailed or ExitCode.Usage))
        {
            return new StepOutcome([], new JsonObject { ["obstacle"] = e.Diagnostics[0].Message, ["columns"] = new JsonArray() });
        }
    }
}
