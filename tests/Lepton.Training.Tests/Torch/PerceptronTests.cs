using System.Globalization;
using Lepton.Core.Events;

namespace Lepton.Training.Tests.Torch;

[Collection("torch")]
public class PerceptronTests
{
    private const string Columns = "  a: { type: number }\n  b: { type: number }\n  c: { type: category }\n  y: { type: TYPE }";

    // Two classes that no line separates: inside a ring or not.
    private static readonly string Ring = Rows((a, b, _) => (a * a) + (b * b) < 1 ? "in" : "out");

    [TorchFact]
    public void Two_classes_are_learnt_and_exported_the_same()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var (rows, exported) = bench.Train(Ring, Columns.Replace("TYPE", "category", StringComparison.Ordinal), Model("binary-classification\npositive: in", "learning-rate: 0.01, epochs: 60", "{ metric: log-loss, patience: 10 }"));
        using (exported)
        {
            var probabilities = exported.Probabilities(rows, CancellationToken.None);
            var right = Enumerable.Range(0, rows.Count).Count(r => (probabilities[(2 * r) + 1] > 0.5) == (rows["y"].Texts![r] == "in"));
            Assert.InRange(right / (double)rows.Count, 0.9, 1);
        }

        Assert.InRange(bench.Outcome!.Facts["difference"]!.GetValue<double>(), 0, 1e-5);
    }

    [TorchFact]
    public void Several_classes_are_learnt()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var csv = Rows((a, b, c) => c == "z" ? "z" : a > b ? "x" : "y");
        var (rows, exported) = bench.Train(csv, Columns.Replace("TYPE", "category", StringComparison.Ordinal), Model("multiclass-classification", "learning-rate: 0.01, epochs: 30, activation: gelu, dropout: 0.1, schedule: cosine, warm-up: 0.1, clip-norm: 1, label-smoothing: 0.05, class-weights: balanced", null));
        using (exported)
        {
            var probabilities = exported.Probabilities(rows, CancellationToken.None);
            var right = Enumerable.Range(0, rows.Count).Count(r => "xyz"[Enumerable.Range(0, 3).MaxBy(c => probabilities[(3 * r) + c])].ToString() == rows["y"].Texts![r]);
            Assert.InRange(right / (double)rows.Count, 0.9, 1);
        }
    }

    [TorchFact]
    public void A_value_far_from_zero_is_learnt_in_its_own_units()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var csv = Rows((a, b, _) => (1e6 + (10 * a * b)).ToString("R", CultureInfo.InvariantCulture));
        var (rows, exported) = bench.Train(csv, Columns.Replace("TYPE", "number", StringComparison.Ordinal), Model("regression", "learning-rate: 0.01, epochs: 80", "{ metric: rmse, patience: 30 }"));
        using (exported)
        {
            var values = exported.Values(rows, CancellationToken.None);
            var truth = rows["y"].Numbers!;
            var error = Math.Sqrt(Enumerable.Range(0, rows.Count).Average(r => Math.Pow(values[r] - truth[r], 2)));
            var spread = Math.Sqrt(truth.Average(t => Math.Pow(t - truth.Average(), 2)));
            Assert.InRange(error / spread, 0, 0.35);
        }
    }

    [TorchFact]
    public void The_same_spec_gives_the_same_bytes_and_another_seed_others()
    {
        string Train(int seed)
        {
            using var bench = new Bench { Torch = new InProcessTorch() };
            bench.Train(Ring, Columns.Replace("TYPE", "category", StringComparison.Ordinal), Model("binary-classification\npositive: in", "epochs: 3, dropout: 0.3", null) + $"\nseed: {seed}").Model.Dispose();
            return bench.ModelDigest;
        }

        var once = Train(1);
        Assert.Equal(once, Train(1));
        Assert.NotEqual(once, Train(2));
    }

    [TorchFact]
    public void Early_stopping_keeps_the_best_epoch()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        bench.Train(Ring, Columns.Replace("TYPE", "category", StringComparison.Ordinal), Model("binary-classification\npositive: in", "learning-rate: 0.05, epochs: 200", "{ metric: log-loss, patience: 5 }")).Model.Dispose();
        var seen = bench.Sink.Events.OfType<LeptonEvent.Metric>().Where(m => m.Name == "log-loss").ToList();
        var best = seen.MinBy(m => m.Value)!.Round;
        Assert.Equal(best, bench.Outcome!.Facts["trainer"]!["epoch"]!.GetValue<int>());
        Assert.Equal(best + 5, seen[^1].Round);
    }

    [TorchFact]
    public void A_loss_that_is_no_number_says_what_to_change()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var csv = Rows((a, b, _) => (1e6 * a * b).ToString("R", CultureInfo.InvariantCulture));
        var found = bench.Fail(csv, Columns.Replace("TYPE", "number", StringComparison.Ordinal), Model("regression", "learning-rate: 10, layers: 30, width: 300, epochs: 50", null));
        Assert.Equal("LPT3010", found.Code);
        Assert.Contains("is no number: lower the learning rate, or set clip-norm", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LPT3017_without_libtorch()
    {
        using var bench = new Bench { Torch = null };
        Assert.Equal("LPT3017", bench.Fail(Ring, Columns.Replace("TYPE", "category", StringComparison.Ordinal), Model("binary-classification\npositive: in", "epochs: 1", null)).Code);
    }

    private static string Model(string task, string hyperparameters, string? stopping) =>
        $"task: {task}\ntarget: y\ntrainer: {{ type: torch, family: mlp, hyperparameters: {{ {hyperparameters} }}{(stopping is null ? string.Empty : $", early-stopping: {stopping}")} }}\nevaluation: {{ metrics: [{(task == "regression" ? "rmse" : "accuracy")}] }}";

    private static string Rows(Func<double, double, string, string> target)
    {
        var random = new Random(5);
        return "id,a,b,c,y\n" + string.Concat(Enumerable.Range(0, 600).Select(i =>
        {
            var (a, b) = (Math.Round((random.NextDouble() * 3) - 1.5, 3), Math.Round((random.NextDouble() * 3) - 1.5, 3));
            var c = "xyz"[random.Next(3)].ToString();
            return string.Create(CultureInfo.InvariantCulture, $"{i},{a},{b},{c},{target(a, b, c)}\n");
        }));
    }
}
