using System.Text.Json.Nodes;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Store;

namespace Lepton.Bench;

/// <summary>A step that does nothing but keep one small blob.</summary>
internal sealed class TrivialStep(int number) : Step
{
    public override StepId Id { get; } = new("trivial", $"{number}");

    public override IReadOnlyList<StepId> Needs => [];

    public override Resources Resources { get; } = new(1, 0, null, null);

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs) => new(new JsonObject { ["number"] = number }, []);

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var blob = context.Store.Blobs.Put(BitConverter.GetBytes(number));
        return Task.FromResult(new StepOutcome([new StepOutput("out", blob.Digest, blob.Digest, blob.Size)], []));
    }
}
