using System.Text.Json.Nodes;
using Lepton.Core.Json;
using Lepton.Data;
using Lepton.Data.Folds;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Statistics;
using Lepton.Graph;
using Lepton.Specs.Metrics;
using Lepton.Specs.Models;
using Lepton.Store;

namespace Lepton.Evaluation.Folds;

/// <summary>The step <c>cross-validate</c>: what the folds of a model say together. Its key is made of the data and the training, so that it is known without the folds.</summary>
/// <param name="plan">How rows are dealt: the contents of rows do not tell which column groups them.</param>
/// <param name="folds">Names of the folds; empty where the result is known from elsewhere.</param>
public sealed class CrossValidateStep(ModelSpec model, FoldPlan plan, IReadOnlyList<string> folds, EngineStamp environment) : Step
{
    private const int Version = 2;

    private static readonly string[] Parts = ["train", "validation", "test"];

    private readonly StepId data = DataStep.IdOf(model.Dataset);
    private readonly StepId train = new("train", model.Name);

    public override StepId Id => IdOf(model.Name);

    public override IReadOnlyList<StepId> Needs => [data, train, .. folds.SelectMany(f => new[] { FoldStep.IdOf(f), ScoreStep.IdOf(f) })];

    public static StepId IdOf(string model) => new("cross-validate", model);

    /// <summary>Metrics that folds are scored by.</summary>
    public static IReadOnlyList<string> Metrics(ModelSpec model) => [.. model.Evaluation.Metrics.Concat(model.Gates.Where(g => g.OnFolds).Select(g => g.Metric!)).Distinct().Order(StringComparer.Ordinal)];

    public override bool Reads(StepId need, string output) => false;

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs) => new(
        new JsonObject
        {
            ["step"] = "cross-validate",
            ["version"] = Version,
            ["training"] = CanonicalJson.DigestOf(needs[train].Inputs).ToString(),
            ["rows"] = new JsonObject(Parts.Select(p => KeyValuePair.Create(p, (JsonNode?)needs[data].Find(p)?.Content.ToString()))),
            ["dealt"] = plan.ToJson(),
            ["repeats"] = model.Evaluation.Repeats,
            ["metrics"] = new JsonArray([.. Metrics(model).Select(m => (JsonNode)m)]),
            ["confidence"] = model.Evaluation.Confidence,
            ["top-k"] = model.Evaluation.TopK,
            ["quantile"] = model.Evaluation.Quantile,
            ["steps"] = new JsonArray(FoldStep.Version, ScoreStep.Version),
        },

        // What deals, trains and scores.
        new JsonObject(needs[train].Environment.Concat(environment.For("duckdb", "onnxruntime")).DistinctBy(e => e.Key).Select(e => KeyValuePair.Create(e.Key, e.Value?.DeepClone()))));

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var rows = folds.Select(f => context.Needs[FoldStep.IdOf(f)].Facts["rows"]!).ToList();
        var ratio = rows.Average(r => (double)r["test"]!.GetValue<long>() / r["train"]!.GetValue<long>());
        var all = new JsonObject();
        var metrics = new JsonObject();
        foreach (var name in Metrics(model))
        {
            var values = folds.Select(f => context.Needs[ScoreStep.IdOf(f)].Facts["metrics"]![name]?.GetValue<double>() ?? double.NaN).ToList();
            all[name] = new JsonArray([.. values.Select(v => (JsonNode?)MetricEstimate.Number(v))]);
            metrics[name] = Estimate(name, values, ratio, (long)rows.Sum(r => r["test"]!.GetValue<long>()) / model.Evaluation.Repeats).ToJson();
            context.Progress.Metric(name, values.Average());
        }

        return Task.FromResult(new StepOutcome([], new JsonObject { ["folds"] = model.Evaluation.Folds, ["repeats"] = model.Evaluation.Repeats, ["metrics"] = metrics, ["values"] = all }));
    }

    private MetricEstimate Estimate(string name, List<double> values, double ratio, long examples)
    {
        var info = MetricCatalog.Get(name);
        var tail = 1 - model.Evaluation.Confidence;
        Interval Within(double t)
        {
            var interval = CorrectedInterval.Of(values, ratio, t);
            return new Interval(info.Min is { } min ? Math.Max(min, interval.Low) : interval.Low, info.Max is { } max ? Math.Min(max, interval.High) : interval.High);
        }

        return new MetricEstimate(values.Average(), Within(tail / 2), Within(tail), examples, "corrected-t", double.NaN);
    }
}
