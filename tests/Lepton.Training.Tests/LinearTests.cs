using System.Text.Json.Nodes;
using Lepton.Evaluation.Scoring;
using Lepton.Testing;

namespace Lepton.Training.Tests;

public sealed class LinearTests : IDisposable
{
    private const string Evaluation = "evaluation: { metrics: [log-loss] }";

    private static readonly JsonNode Golden = JsonNode.Parse(File.ReadAllText(Repository.File("tests", "golden", "golden.json")))!;

    private readonly Bench bench = new();

    [Fact]
    public void Logistic_regression_agrees_with_scikit_learn()
    {
        var (rows, model) = bench.Train(
            Tumor.Csv(..10, l => l[30] == "0" ? "true" : "false"),
            "  c*: { type: number }\n  y: { type: boolean }",
            $"task: binary-classification\ntarget: y\ntrainer: {{ type: linear, hyperparameters: {{ l2: 1, tolerance: 1e-8, max-iterations: 3000 }} }}\n{Evaluation}");
        using (model)
        {
            Close("logistic", [.. model.Probabilities(rows, CancellationToken.None).Where((_, i) => i % 2 == 1)], 1e-4);
        }
    }

    [Fact]
    public void Ridge_regression_agrees_with_scikit_learn()
    {
        var (rows, model) = bench.Train(
            Tumor.Csv(..10, l => l[29]),
            "  c*: { type: number }\n  y: { type: number }",
            "task: regression\ntarget: y\ntrainer: { type: linear, hyperparameters: { l2: 3, tolerance: 1e-10, max-iterations: 3000 } }\nevaluation: { metrics: [rmse] }");
        using (model)
        {
            Close("ridge", model.Values(rows, CancellationToken.None), 1e-5);
        }
    }

    [Fact]
    public void Multinomial_regression_agrees_with_scikit_learn()
    {
        var (rows, model) = bench.Train(
            Tumor.Csv(4..8, l => double.Parse(l[0], System.Globalization.CultureInfo.InvariantCulture) is var r && r < 12 ? "a" : r < 15 ? "b" : "c"),
            "  c*: { type: number }\n  y: { type: category }",
            $"task: multiclass-classification\ntarget: y\ntrainer: {{ type: linear, hyperparameters: {{ l2: 2, tolerance: 1e-9, max-iterations: 3000 }} }}\n{Evaluation}");
        using (model)
        {
            Close("softmax", model.Probabilities(rows, CancellationToken.None), 1e-4);
        }
    }

    [Fact]
    public void A_column_of_a_million_plus_or_minus_one_keeps_its_variance()
    {
        var random = new Random(2);
        var csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 200).Select(i => random.Next(2) is var b ? $"{i},{1_000_000 + (b == 1 ? 1 : -1)},{(b == 1)}\n" : ""));
        var (rows, model) = bench.Train(csv, "  x: { type: number }\n  y: { type: boolean }", $"task: binary-classification\ntarget: y\ntrainer: {{ type: linear }}\n{Evaluation}");
        using (model)
        {
            var p = Assert.IsType<Predictions>(model.Predict(rows, CancellationToken.None));
            Assert.Equal(p.Truth, p.Predicted);
        }
    }

    public void Dispose() => bench.Dispose();

    private static void Close(string name, double[] values, double tolerance)
    {
        var expected = Golden[name]!.AsArray().Select(v => v!.GetValue<double>()).ToArray();
        Assert.Equal(expected.Length, values.Length);
        Assert.True(expected.Zip(values, (e, v) => Math.Abs(e - v)).Max() < tolerance, $"{name}: {expected.Zip(values, (e, v) => Math.Abs(e - v)).Max()}");
    }
}
