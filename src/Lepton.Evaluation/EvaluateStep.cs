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
        var columns = context.Needs[data].Facts["columns"]!.AsArray().Select(c => Column.FromJson(c!)).ToList();
        var reader = new TableReader(library, context.Work.Path);
        var parquet = context.Store.Blobs.Require(context.Needs[data].Output("test").Blob);
        var wanted = context.Needs[train].Facts["inputs"]!.AsArray().Select(i => (string)i!["name"]!).Append(model.Target).ToHashSet();
        var group = columns.Find(c => c.Role == ColumnRole.Group);
        var reading = Task.Run(() => reader.Read(parquet, [.. columns.Where(c => wanted.Contains(c.Name) || c == group || (IsRanking && c.Role == ColumnRole.Item))], cancellation), cancellation);
        using var loaded = new LoadedModel(runtime, context.Store.Blobs.Require(context.Needs[train].Output("model").Blob));
        var table = await reading;
        if (!IsLanguage)
        {
            RequireTargets(table[model.Target]);
        }

        context.Progress.Report(0.2, $"scoring {table.Count} rows");
        var facts = context.Needs[train].Facts;
        var ranking = IsRanking ? Rank(loaded, context, reader, table, columns, cancellation) : null;
        var predictions = ranking?.Model ?? loaded.Predict(table, cancellation);
        var constant = ranking?.Constant ?? ConstantModel.Of(predictions, loaded.Classes, facts["prior"] as JsonArray, facts["mean"]?.GetValue<double>() ?? 0);
        var groups = group is null || IsRanking ? null : Groups(table[group.Name]);
        context.Progress.Report(0.4, "measuring");
        var metrics = new Estimator(model, predictions, constant, groups).Run(Metrics(), cancellation);
        foreach (var (name, estimate) in metrics)
        {
            context.Progress.Metric(name, estimate.Value);
        }

        var slices = Slices(reader, parquet, predictions, constant, groups, cancellation);
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

    // Users whom training never saw are ranked apart: the model knows nothing of them but what everybody likes.
    private Ranking Rank(LoadedModel loaded, StepContext context, TableReader reader, DataTable table, List<Column> columns, CancellationToken cancellation)
    {
        var (user, item) = Recommendations.ColumnsOf(columns);
        var parquet = context.Store.Blobs.Require(context.Needs[data].Output("train").Blob);
        var training = reader.Read(parquet, [user, item], cancellation);
        var recommendations = new Recommendations(loaded.Classes);
        var seen = recommendations.Seen(training[user.Name], training[item.Name]);
        var isChosen = new bool[table.Count];
        Array.ForEach(Recommendations.Chosen(table, model), row => isChosen[row] = true);
        string?[] users = [.. Enumerable.Range(0, table.Count).Select(row => isChosen[row] ? table[user.Name].Text(row) : null)];
        string?[] chosen = [.. Enumerable.Range(0, table.Count).Select(table[item.Name].Text)];
        float[] Scores(int[] rows) => loaded.ItemScores(table.Pick(rows), cancellation);

        var prior = (JsonArray)context.Needs[train].Facts["prior"]!;
        string?[] strangers = [.. users.Select(u => u is not null && !seen.ContainsKey(u) ? u : null)];
        var nothing = strangers.OfType<string>().Distinct().ToDictionary(s => s, _ => new HashSet<int>(), StringComparer.Ordinal);
        return new Ranking(
            recommendations.Rank(users, chosen, seen, Scores),
            recommendations.Rank(users, chosen, seen, rows => Recommendations.Popularity(prior, rows.Length)),
            recommendations.Rank(strangers, chosen, nothing, Scores));
    }

    private JsonObject Slices(TableReader reader, string parquet, Answers predictions, Answers constant, int[]? groups, CancellationToken cancellation)
    {
        var specs = model.Evaluation.Slices;
        var masks = reader.Where(
            parquet,
            [.. specs.Select(s => s.Where)],
            (i, reason) => EvaluationDiagnostics.BadSlice(model.At("evaluation", "slices", i, "where"), specs[i].Name, reason),
            cancellation);
        var slices = new JsonObject();
        for (var i = 0; i < specs.Count; i++)
        {
            var rows = masks[i].Count(m => m);
            if (rows == 0)
            {
                throw new DiagnosticException(EvaluationDiagnostics.EmptySlice(model.At("evaluation", "slices", i), specs[i].Name));
            }

            var own = groups is null ? null : Compact(groups.Where((_, r) => masks[i][r]));
            slices[specs[i].Name] = new JsonObject
            {
                ["rows"] = rows,
                ["metrics"] = ToJson(new Estimator(model, predictions.Where(masks[i]), constant.Where(masks[i]), own).Run(Metrics(), cancellation)),
            };
        }

        return slices;
    }

    private void RequireTargets(ColumnData target)
    {
        var nulls = Enumerable.Range(0, target.Count).Count(target.IsNull);
        if (nulls > 0)
        {
            throw new DiagnosticException(EvaluationDiagnostics.UndefinedMetric(model.At("target"), "every metric", $"{nulls} test rows have no target"));
        }
    }

    private static JsonObject ToJson(IReadOnlyDictionary<string, MetricEstimate> metrics) =>
        new(metrics.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value.ToJson())));

    private static int[] Groups(ColumnData column) => Compact(Enumerable.Range(0, column.Count).Select(column.Text));

    private static int[] Compact<T>(IEnumerable<T> keys)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. keys.Select(k =>
        {
            var text = k?.ToString() ?? string.Empty;
            if (!known.TryGetValue(text, out var index))
            {
                known[text] = index = known.Count;
            }

            return index;
        })];
    }

    private sealed record Ranking(RankAnswers Model, RankAnswers Constant, RankAnswers Unknown);
}
