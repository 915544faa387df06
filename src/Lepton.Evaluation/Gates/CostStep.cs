using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Data;
using Lepton.Data.DuckDb;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Graph;
using Lepton.Runtime;
using Lepton.Specs.Models;
using Lepton.Store;

namespace Lepton.Evaluation.Gates;

/// <summary>The step <c>cost</c>: size and latency as measured here. Kept apart from the gates of metrics: it never enters a lock.</summary>
/// <param name="isTimed">Whether latency is measured.</param>
/// <param name="part">The rows that it is measured with.</param>
/// <param name="rows">The step that has the rows; null for the dataset's.</param>
public sealed class CostStep(ModelSpec model, bool isTimed, EngineStamp environment, Func<DuckLibrary?> duck, Func<OnnxRuntime?> onnx, TimeProvider clock, string part = "test", StepId? rows = null) : Step
{
    private const int Version = 1;

    private readonly StepId data = rows ?? DataStep.IdOf(model.Dataset);
    private readonly StepId train = new("train", model.Subject);

    public override StepId Id => IdOf(model.Subject);

    public override IReadOnlyList<StepId> Needs => [data, train];

    // Nothing else may run while a latency is measured.
    public override Specs.Resources Resources => new(int.MaxValue, 0, null, null);

    // A time that was measured elsewhere says nothing of this machine.
    public override bool IsShared => false;

    /// <param name="subject">The model's, or a trial's.</param>
    public static StepId IdOf(string subject) => new("cost", subject);

    public override bool Reads(StepId need, string output) => need == data ? output == part : output == "model";

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs) => new(
        new JsonObject
        {
            ["step"] = "cost",
            ["version"] = Version,
            ["model"] = needs[train].Output("model").Content.ToString(),
            ["latency"] = isTimed,
        },
        environment.For("onnxruntime"));

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var output = context.Needs[train].Output("model");
        var facts = new JsonObject { ["size"] = output.Size };
        if (isTimed)
        {
            var runtime = onnx() ?? throw new DiagnosticException(EvaluationDiagnostics.NoRuntime("run ./build.sh Compile, which fetches it"));
            var library = duck() ?? throw new DiagnosticException(DataDiagnostics.NoEngine("run ./build.sh Compile, which fetches it"));
            using var loaded = new LoadedModel(runtime, context.Store.Blobs.Require(output.Blob));
            var wanted = loaded.InputNames.ToHashSet();
            var columns = context.Needs[data].Facts["columns"]!.AsArray().Select(c => Column.FromJson(c!)).Where(c => wanted.Contains(c.Name)).ToList();
            var table = new TableReader(library).Read(context.Store.Blobs.Require(context.Needs[data].Output(part).Blob), columns, cancellation);
            facts["latency-p95"] = loaded.LatencyP95(table, clock, cancellation).TotalMicroseconds;
        }

        return Task.FromResult(new StepOutcome([], facts));
    }

    /// <summary>The verdicts of the model's cost gates.</summary>
    public static IReadOnlyList<GateVerdict> Judge(ModelSpec model, StepResult cost)
    {
        var verdicts = new List<GateVerdict>();
        for (var i = 0; i < model.Gates.Count; i++)
        {
            if (model.Gates[i] is { Cost: { } kind, CostLimit: { } limit } gate)
            {
                var measured = kind == GateCost.Size ? (double)(long)cost.Facts["size"]! : cost.Facts["latency-p95"]!.GetValue<double>();
                verdicts.Add(new GateVerdict(
                    i,
                    gate.Title,
                    "max",
                    measured <= limit ? Verdict.Pass : Verdict.Fail,
                    OnInconclusive.Fail,
                    measured <= limit ? $"{gate.Title} is {Show(kind, measured)}, at most {Show(kind, limit)}" : $"{gate.Title} is above {Show(kind, limit)}: measured {Show(kind, measured)}"));
            }
        }

        return verdicts;
    }

    private static string Show(GateCost kind, double value) => kind switch
    {
        GateCost.Size => value >= 1e6 ? $"{value / 1e6:0.##} MB" : $"{value / 1e3:0.##} kB",
        _ => value >= 1e3 ? $"{value / 1e3:0.###} ms" : $"{value:0.#} µs",
    };
}
