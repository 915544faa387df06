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
        try
        {
            var inputs = data.Inputs(needs);

            // A key of its own: an obstacle must never stand for a dataset.
            var values = (JsonObject)inputs.Values.DeepClone();
            values["view"] = true;
            return new StepInputs(values, inputs.Environment);
        }
        catch (DiagnosticException e) when (IsOfTheData(e))
        {
            // Files that the old spec names and that are gone are such an obstacle as well.
            return new StepInputs(new JsonObject { ["view"] = false, ["dataset"] = Id.Subject }, []);
        }
    }

    public override async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        if (Inputs(context.Needs).Values["view"]?.GetValue<bool>() == false)
        {
            return Obstacle("the files of its dataset's spec are not there any more");
        }

        try
        {
            return await data.RunAsync(context, cancellation);
        }
        catch (DiagnosticException e) when (IsOfTheData(e))
        {
            return Obstacle(e.Diagnostics[0].Message);
        }
    }

    private static StepOutcome Obstacle(string reason) => new([], new JsonObject { ["obstacle"] = reason, ["columns"] = new JsonArray() });

    private static bool IsOfTheData(DiagnosticException e) => e.Diagnostics.All(d => d.ExitCode is ExitCode.StepFailed or ExitCode.Usage);
}
