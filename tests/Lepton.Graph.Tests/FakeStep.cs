using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Specs;
using Lepton.Store;

namespace Lepton.Graph.Tests;

/// <summary>A step whose inputs and content a test chooses.</summary>
internal sealed class FakeStep(string name, params string[] needs) : Step
{
    private int runs;

    public int Runs => runs;

    public string Input { get; set; } = "1";

    /// <summary>What the step makes, by its input; default the input itself.</summary>
    public Func<string, string> Content { get; set; } = input => input;

    public Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

    public Resources Wants { get; set; } = new(1, 0, null, null);

    /// <summary>Whether what it makes is fetched although no step reads it.</summary>
    public bool IsWanted { get; set; }

    public override bool IsProduct => IsWanted;

    public override StepId Id => new("fake", name);

    public override Resources Resources => Wants;

    public override IReadOnlyList<StepId> Needs { get; } = [.. needs.Select(n => new StepId("fake", n))];

    /// <summary>The same step on another machine.</summary>
    public FakeStep Anew() => new(name, needs);

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> results) => new(
        new JsonObject
        {
            ["name"] = name,
            ["input"] = Input,
            ["needs"] = new JsonArray([.. Needs.Select(n => (JsonNode)results[n].Output("out").Content.ToString())]),
        },
        []);

    public override async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        Interlocked.Increment(ref runs);
        await Work(cancellation);
        var blob = context.Store.Blobs.Put(System.Text.Encoding.UTF8.GetBytes(Content(Input)));
        return new StepOutcome([new StepOutput("out", Digest.Of(Content(Input)), blob.Digest, blob.Size)], []);
    }
}
