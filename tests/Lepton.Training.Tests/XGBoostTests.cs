using Lepton.Evaluation.Scoring;

namespace Lepton.Training.Tests;

public sealed class XGBoostTests : IDisposable
{
    private const string Columns = "  c*: { type: number }\n  y: { type: boolean }";

    private readonly Bench bench = new();

    [Theory]
    [InlineData("{ rounds: 40, max-depth: 3 }")]
    [InlineData("{ rounds: 40, max-depth: 3, subsample: 0.5, colsample-bytree: 0.4, colsample-bynode: 0.5 }")]
    [InlineData("{ rounds: 40, max-depth: 0, max-leaves: 8, grow-policy: lossguide }")]
    public void The_same_inputs_give_the_same_bytes_on_any_number_of_threads(string hyperparameters)
    {
        var csv = Tumor.Csv(..30, l => l[30] == "0" ? "true" : "false");
        var digests = new[] { 1, 2, 8, 2 }.Select(cpu =>
        {
            bench.Train(csv, Columns, Model($"hyperparameters: {hyperparameters}", $"resources: {{ cpu: {cpu} }}\n")).Model.Dispose();
            return bench.ModelDigest;
        });
        Assert.Single(digests.Distinct());
    }

    [Fact]
    public void Early_stopping_keeps_the_best_round()
    {
        var csv = Tumor.Csv(..30, l => l[30] == "0" ? "true" : "false");
        bench.Train(csv, Columns, Model("hyperparameters: { rounds: 500, learning-rate: 0.3 }\n  early-stopping: { metric: log-loss, patience: 5 }")).Model.Dispose();
        var rounds = (int)bench.Outcome!.Facts["trainer"]!["rounds"]!;
        Assert.InRange(rounds, 5, 200);
        Assert.Equal(rounds, (int)bench.Outcome.Facts["trainer"]!["trees"]!);
    }

    [Fact]
    public void Missing_values_are_left_missing()
    {
        var csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{(i % 3 == 0 ? "" : "1")},{(i % 3 == 0)}\n"));
        var (rows, model) = bench.Train(csv, "  x: { type: number }\n  y: { type: boolean }", Model("hyperparameters: { rounds: 20 }"));
        using (model)
        {
            var p = Assert.IsType<Predictions>(model.Predict(rows, CancellationToken.None));
            Assert.Equal(p.Truth, p.Predicted);
        }
    }

    [Fact]
    public void A_monotone_constraint_holds()
    {
        var random = new Random(3);
        var csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 500).Select(i => i / 100.0 is var x ? $"{i},{x:R},{Math.Sin(x) + random.NextDouble():R}\n" : ""));
        var (rows, model) = bench.Train(
            csv,
            "  x: { type: number }\n  y: { type: number }",
            "task: regression\ntarget: y\ntrainer: { type: xgboost, hyperparameters: { rounds: 50, monotone-constraints: { x: -1 } } }\nevaluation: { metrics: [rmse] }");
        using (model)
        {
            var values = rows["x"].Numbers!.Zip(model.Values(rows, CancellationToken.None)).OrderBy(r => r.First).Select(r => r.Second).ToList();
            Assert.True(values.Zip(values.Skip(1)).All(v => v.Second <= v.First + 1e-9));
        }
    }

    [Fact]
    public void A_target_of_a_million_plus_or_minus_one_is_learnt()
    {
        var csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{i % 2},{1_000_000 + (i % 2)}\n"));
        var (rows, model) = bench.Train(csv, "  x: { type: number }\n  y: { type: number }", "task: regression\ntarget: y\ntrainer: { type: xgboost }\nevaluation: { metrics: [rmse] }");
        using (model)
        {
            Assert.All(model.Values(rows, CancellationToken.None).Zip(rows["y"].Numbers!), v => Assert.Equal(v.Second, v.First, 1e-3));
        }
    }

    public void Dispose() => bench.Dispose();

    private static string Model(string trainer, string more = "") =>
        $"task: binary-classification\ntarget: y\n{more}trainer:\n  type: xgboost\n  {trainer}\nevaluation: {{ metrics: [log-loss] }}";
}
