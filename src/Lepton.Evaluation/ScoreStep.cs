using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Data;
using Lepton.Data.DuckDb;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Graph;
using Lepton.Runtime;
using Lepton.Specs.Models;
using Lepton.Store;

namespace Lepton.Evaluation;

/// <summary>The step <c>score</c>: metrics without intervals, and the size of the file.</summary>
/// <param name="metrics">Names of metrics.</param>
/// <param name="part">The rows that are scored: validation while values are chosen, test in a fold and where nothing is.</param>
/// <param name="rows">The fold that has them; null for the dataset.</param>
public sealed class ScoreStep(ModelSpec model, IReadOnlyList<string> metrics, EngineStamp environment, Func<DuckLibrary?> duck, Func<OnnxRuntime?> onnx, string part, StepId? rows = null) : Step
{
    internal const int Version = 1;

    private readonly StepId data = rows ?? DataStep.IdOf(model.Dataset);
    private readonly StepId train = new("train", model.Subject);

    public override StepId Id => IdOf(model.Subject);

    public override IReadOnlyList<StepId> Needs => [data, train];

    /// <param name="subject">The model's, or a trial's.</param>
    public static StepId IdOf(string subject) => new("score", subject);

    public override bool Reads(StepId need, string output) => need == data ? output == part || (output == "train" && model.Task == TaskKind.Recommendation) : output == "model";

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs) => new(
        new JsonObject
        {
            ["step"] = "score",
            ["version"] = Version,
            ["model"] = needs[train].Output("model").Content.ToString(),
            ["rows"] = needs[data].Output(part).Content.ToString(),
            ["metrics"] = new JsonArray([.. metrics.Order(StringComparer.Ordinal).Select(m => (JsonNode)m)]),
            ["top-k"] = model.Evaluation.TopK,
            ["quantile"] = model.Evaluation.Quantile,
            ["relevant"] = model.Evaluation.Relevant,
        },
        environment.For("onnxruntime"));

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var runtime = onnx() ?? throw new DiagnosticException(EvaluationDiagnostics.NoRuntime("run ./build.sh Compile, which fetches it"));
        var library = duck() ?? throw new DiagnosticException(DataDiagnostics.NoEngine("run ./build.sh Compile, which fetches it"));
        var file = context.Needs[train].Output("model");
        using var loaded = new LoadedModel(runtime, context.Store.Blobs.Require(file.Blob));
        var scored = new TestPart(model, context, context.Needs[data], library, part).Score(loaded, cancellation);
        var ones = new int[scored.Answers.Count];
        Array.Fill(ones, 1);
        var values = new JsonObject();
        foreach (var name in metrics.Order(StringComparer.Ordinal))
        {
            var value = MetricFactory.Create(name, scored.Answers, model.Evaluation, reason => throw new DiagnosticException(EvaluationDiagnostics.UndefinedMetric(model.At("evaluation"), name, reason))).Compute(ones);
            context.Progress.Metric(name, value);
            values[name] = double.IsFinite(value) ? value : null;
        }

        scored.Table.Release();
        return Task.FromResult(new StepOutcome([], new JsonObject { ["rows"] = scored.Count, ["metrics"] = values, ["size"] = file.Size }));
    }
}
