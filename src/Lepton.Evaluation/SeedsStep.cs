using System.Text.Json.Nodes;
using Lepton.Core.Json;
using Lepton.Data;
using Lepton.Evaluation.Estimates;
using Lepton.Graph;
using Lepton.Specs.Models;
using Lepton.Store;
using MathNet.Numerics.Statistics;

namespace Lepton.Evaluation;

/// <summary>
/// The step <c>seeds</c>: how far the test part's metrics spread where nothing but the seed of training differs. Its key is made of the data and the training, so that it is known
/// without the other models.
/// </summary>
/// <param name="others">The models with other seeds; empty where the result is known from elsewhere.</param>
public sealed class SeedsStep(ModelSpec model, IReadOnlyList<ModelSpec> others, EngineStamp environment) : Step
{
    private const int Version = 1;

    private readonly StepId data = DataStep.IdOf(model.Dataset);
    private readonly StepId train = new("train", model.Name);

    public override StepId Id => IdOf(model.Name);

    public override IReadOnlyList<StepId> Needs => [data, train, .. Scores];

    private IEnumerable<StepId> Scores => others.Count == 0 ? [] : others.Prepend(model).Select(m => ScoreStep.IdOf(m.Subject));

    public static StepId IdOf(string model) => new("seeds", model);

    /// <summary>The model with each of the other seeds: those that follow its own.</summary>
    public static IEnumerable<ModelSpec> Others(ModelSpec model) =>
        Enumerable.Range(1, model.Evaluation.Seeds - 1).Select(i => model with { Seed = model.Seed + i, Trial = $"s{model.Seed + i}" });

    public override bool Reads(StepId need, string output) => false;

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs) => new(
        new JsonObject
        {
            ["step"] = "seeds",
            ["version"] = Version,
            ["training"] = CanonicalJson.DigestOf(needs[train].Inputs).ToString(),
            ["rows"] = needs[data].Output("test").Content.ToString(),
            ["seeds"] = model.Evaluation.Seeds,
            ["metrics"] = new JsonArray([.. Metrics().Select(m => (JsonNode)m)]),
            ["top-k"] = model.Evaluation.TopK,
            ["quantile"] = model.Evaluation.Quantile,
            ["relevant"] = model.Evaluation.Relevant,
            ["steps"] = new JsonArray(ScoreStep.Version),
        },
        new JsonObject(needs[train].Environment.Concat(environment.For("onnxruntime")).DistinctBy(e => e.Key).Select(e => KeyValuePair.Create(e.Key, e.Value?.DeepClone()))));

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var metrics = new JsonObject();
        foreach (var name in Metrics())
        {
            var values = Scores.Select(s => context.Needs[s].Facts["metrics"]![name]?.GetValue<double>() ?? double.NaN).ToList();
            metrics[name] = new JsonObject
            {
                ["mean"] = MetricEstimate.Number(values.Mean()),
                ["standard-deviation"] = MetricEstimate.Number(values.StandardDeviation()),
                ["low"] = MetricEstimate.Number(values.Min()),
                ["high"] = MetricEstimate.Number(values.Max()),
                ["values"] = new JsonArray([.. values.Select(v => (JsonNode?)MetricEstimate.Number(v))]),
            };
        }

        return Task.FromResult(new StepOutcome([], new JsonObject { ["seeds"] = model.Evaluation.Seeds, ["metrics"] = metrics }));
    }

    private IEnumerable<string> Metrics() => model.Evaluation.Metrics.Distinct().Order(StringComparer.Ordinal);
}
