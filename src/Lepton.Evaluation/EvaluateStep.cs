using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Data;
using Lepton.Data.DuckDb;
using Lepton.Data.Table;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Scoring;
using Lepton.Graph;
using Lepton.Runtime;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Store;

namespace Lepton.Evaluation;

/// <summary>The step <c>evaluate</c>: scores the test part through ONNX Runtime and measures.</summary>
public sealed class EvaluateStep(ModelSpec model, EngineStamp environment, Func<DuckLibrary?> duck, Func<OnnxRuntime?> onnx) : Step
{
    private const int Version = 2;

    private readonly StepId data = DataStep.IdOf(model.Dataset);
    private readonly StepId train = new("train", model.Name);

    public override StepId Id => IdOf(model.Name);

    public override IReadOnlyList<StepId> Needs => [data, train];

    public static StepId IdOf(string model) => new("evaluate", model);

    public override bool Reads(StepId need, string output) => need == data ? output == "test" || (output == "train" && IsRanking) : output == "model";

    private bool IsLanguage => model.Task == TaskKind.MaskedLanguageModeling;

    // A ranking leaves out what a user has seen in training.
    private bool IsRanking => model.Task == TaskKind.Recommendation;

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs)
    {
        var evaluation = model.Evaluation;
        var values = new JsonObject
        {
            ["step"] = "evaluate",
            ["version"] = Version,
            ["model"] = needs[train].Output("model").Content.ToString(),
            ["test"] = needs[data].Output("test").Content.ToString(),
            ["metrics"] = new JsonArray([.. Metrics().Select(m => (JsonNode)m)]),
            ["slices"] = new JsonObject(evaluation.Slices.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)s.Where))),
            ["confidence"] = evaluation.Confidence,
            ["resamples"] = evaluation.Resamples,
            ["top-k"] = evaluation.TopK,
            ["quantile"] = evaluation.Quantile,
            ["seed"] = model.Seed,
        };
        // The contents of rows do not tell which column groups them.
        if (TestPart.ColumnOf(needs[data], ColumnRole.Group) is { } group)
        {
            values["group"] = group;
        }

        if (IsRanking)
        {
            values["train"] = needs[data].Output("train").Content.ToString();
            values["relevant"] = evaluation.Relevant;
        }

        return new StepInputs(values, environment.For("onnxruntime"));
    }

    public override async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var runtime = onnx() ?? throw new DiagnosticException(EvaluationDiagnostics.NoRuntime("run ./build.sh Compile, which fetches it"));
        var library = duck() ?? throw new DiagnosticException(DataDiagnostics.NoEngine("run ./build.sh Compile, which fetches it"));
        var part = new TestPart(model, context, context.Needs[data], library);
        var facts = context.Needs[train].Facts;
        var reading = Task.Run(() => part.Read(facts["inputs"]!.AsArray().Select(i => (string)i!["name"]!), cancellation), cancellation);
        using var loaded = new LoadedModel(runtime, context.Store.Blobs.Require(context.Needs[train].Output("model").Blob));
        var table = await reading;
        context.Progress.Report(0.2, $"scoring {table.Count} rows");
        var ranking = IsRanking ? Rank(loaded, part, table, (JsonArray)facts["prior"]!, cancellation) : null;
        var predictions = ranking?.Model ?? loaded.Predict(table, cancellation);
        var constant = ranking?.Constant ?? ConstantModel.Of(predictions, loaded.Classes, facts["prior"] as JsonArray, facts["mean"]?.GetValue<double>() ?? 0);
        var groups = part.Groups(table);
        context.Progress.Report(0.4, "measuring");
        var metrics = new Estimator(model, predictions, constant, groups).Run(Metrics(), cancellation);
        foreach (var (name, estimate) in metrics)
        {
            context.Progress.Metric(name, estimate.Value);
        }

        var slices = Slices(part, predictions, constant, groups, cancellation);
        var evaluation = new JsonObject
        {
            ["rows"] = table.Count,
            ["metrics"] = ToJson(metrics),
            ["slices"] = slices,
        };
        if (ranking is not null)
        {
            evaluation["unknown-users"] = new JsonObject { ["users"] = ranking.Unknown.Count, ["metrics"] = ranking.Unknown.Count == 0 ? null : ToJson(new Estimator(model, ranking.Unknown, ranking.Unknown, null).Run(Metrics(), cancellation)) };
        }

        var report = (JsonObject)evaluation.DeepClone();
        report["schema"] = "lepton/evaluation/v1";
        foreach (var (key, curve) in Curves.Of(predictions))
        {
            report[key] = curve!.DeepClone();
        }

        if (!IsRanking && !IsLanguage && model.Task != TaskKind.TextToText)
        {
            context.Progress.Report(0.8, "importance of columns");
            report["importance"] = PermutationImportance.Of(loaded, model, table, cancellation);
        }

        table.Release();
        var blob = context.Store.Blobs.Put(Core.Json.CanonicalJson.Serialize(report));
        return new StepOutcome([new StepOutput("evaluation", blob.Digest, blob.Digest, blob.Size)], evaluation);
    }

    // Gates may name metrics that the list does not.
    private List<string> Metrics() => [.. model.Evaluation.Metrics.Concat(model.Gates.Select(g => g.Metric).OfType<string>()).Distinct()];

    // Users whom training never saw are ranked apart.
    private static Ranking Rank(LoadedModel loaded, TestPart part, DataTable table, JsonArray prior, CancellationToken cancellation)
    {
        var rows = part.Ranking(table, loaded.Classes, cancellation);
        float[] Scores(int[] picked) => loaded.ItemScores(table.Pick(picked), cancellation);

        return new Ranking(rows.Rank(Scores), rows.RankByPopularity(prior), rows.RankStrangers(Scores));
    }

    private JsonObject Slices(TestPart part, Answers predictions, Answers constant, int[]? groups, CancellationToken cancellation)
    {
        var specs = model.Evaluation.Slices;
        var masks = part.Slices(cancellation);
        var slices = new JsonObject();
        for (var i = 0; i < specs.Count; i++)
        {
            var rows = masks[i].Count(m => m);
            if (rows == 0)
            {
                throw new DiagnosticException(EvaluationDiagnostics.EmptySlice(model.At("evaluation", "slices", i), specs[i].Name));
            }

            var own = groups is null ? null : TestPart.Number(groups.Where((_, r) => masks[i][r]));
            slices[specs[i].Name] = new JsonObject
            {
                ["rows"] = rows,
                ["metrics"] = ToJson(new Estimator(model, predictions.Where(masks[i]), constant.Where(masks[i]), own).Run(Metrics(), cancellation)),
            };
        }

        return slices;
    }

    private static JsonObject ToJson(IReadOnlyDictionary<string, MetricEstimate> metrics) =>
        new(metrics.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value.ToJson())));

    private sealed record Ranking(RankAnswers Model, RankAnswers Constant, RankAnswers Unknown);
}
