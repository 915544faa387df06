using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Gates;
using Lepton.Evaluation.Scoring;
using Lepton.Specs;
using Lepton.Specs.Models;
using MathNet.Numerics.Distributions;

namespace Lepton.Bench;

/// <summary>
/// Plays comparisons whose true difference is known. Where it lies exactly at the margin at most 5 % may pass; where there is none, a test set
/// of the size that the formula asks for must let 80 % pass.
/// </summary>
internal static class GateSimulation
{
    private const double Confidence = 0.95;
    private const double Positives = 0.4;

    private static readonly string[] Metrics = ["accuracy", "recall", "auc", "rmse", "f1"];

    /// <summary>One line a metric and number of rows: wrong passes at the margin, and passes of equal models.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="quick">Fewer comparisons.</param>
    public static void Run(string root, bool quick)
    {
        var template = WorkspaceLoader.Load(Path.Combine(root, "models")).Workspace!.Models["tumor-screening"];
        foreach (var metric in Metrics)
        {
            var isResampled = metric is "rmse" or "f1";
            var plays = (quick ? 1 : 4) * (isResampled ? 500 : 2500);
            var model = template with { Evaluation = template.Evaluation with { Resamples = 500 } };
            foreach (var rows in new[] { 114, 360, 1000, 3080 })
            {
                var (wrong, right) = (Share(model, metric, rows, plays, atMargin: true), Share(model, metric, rows, plays, atMargin: false));
                Console.WriteLine($"{metric} {rows} {plays} {wrong:0.0000} {right:0.0000}");
            }
        }
    }

    private static double Margin(string metric) => metric == "rmse" ? 0.05 : 0.02;

    private static double Share(ModelSpec model, string metric, int rows, int plays, bool atMargin)
    {
        var gate = new GateSpec(metric, null, null, null, null, null, "baseline", Margin(metric), null, GateMethod.Auto, null, 1);
        var passed = 0;
        Parallel.For(0, plays, play =>
        {
            var random = new Random((rows * 1_000_003) + (play * 2) + (atMargin ? 1 : 0));
            var (candidate, reference) = Play(random, metric, rows, atMargin ? Margin(metric) : 0);
            var difference = new PairedEstimator(model with { Seed = play }, candidate, reference, null).Run([(metric, GateMethod.Auto)], CancellationToken.None)[0];
            if (ComparisonGate.Judge(gate, 0, difference, Confidence).Verdict == Verdict.Pass)
            {
                Interlocked.Increment(ref passed);
            }
        });
        return (double)passed / plays;
    }

    private static (Answers Candidate, Answers Reference) Play(Random random, string metric, int rows, double worse) => metric switch
    {
        "rmse" => Errors(random, rows, worse),
        "auc" => Scores(random, rows, worse),
        _ => Classes(random, metric, rows, worse),
    };

    // Errors of both models have a correlation of 0.8; the candidate's are larger by the margin.
    private static (Answers, Answers) Errors(Random random, int rows, double worse)
    {
        var (truth, own, other) = (new double[rows], new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            var shared = Normal.Sample(random, 0, 1);
            other[i] = (Math.Sqrt(0.8) * shared) + (Math.Sqrt(0.2) * Normal.Sample(random, 0, 1));
            own[i] = (1 + worse) * ((Math.Sqrt(0.8) * shared) + (Math.Sqrt(0.2) * Normal.Sample(random, 0, 1)));
        }

        Answers Of(double[] values) => new Predictions(TaskKind.Regression, [], [], [], [], truth, values);
        return (Of(own), Of(other));
    }

    // Two normal distributions of scores, a correlation of 0.7 within a class; the AUC is Φ(distance / √2).
    private static (Answers, Answers) Scores(Random random, int rows, double worse)
    {
        const double Auc = 0.95;
        var (far, near) = (Math.Sqrt(2) * Normal.InvCDF(0, 1, Auc), Math.Sqrt(2) * Normal.InvCDF(0, 1, Auc - worse));
        var truth = new int[rows];
        var (own, other) = (new double[2 * rows], new double[2 * rows]);
        for (var i = 0; i < rows; i++)
        {
            truth[i] = random.NextDouble() < Positives ? 1 : 0;
            var shared = Normal.Sample(random, 0, 1);
            own[(2 * i) + 1] = (truth[i] * near) + (Math.Sqrt(0.7) * shared) + (Math.Sqrt(0.3) * Normal.Sample(random, 0, 1));
            other[(2 * i) + 1] = (truth[i] * far) + (Math.Sqrt(0.7) * shared) + (Math.Sqrt(0.3) * Normal.Sample(random, 0, 1));
        }

        Answers Of(double[] scores) => new Predictions(TaskKind.BinaryClassification, ["no", "yes"], truth, truth, scores, [], []);
        return (Of(own), Of(other));
    }

    // Right and wrong answers of both models, most of them shared; the candidate is worse by the margin in the metric itself.
    private static (Answers, Answers) Classes(Random random, string metric, int rows, double worse)
    {
        const double Right = 0.94;
        const double Shared = 0.91;
        var (ofPositives, ofNegatives) = metric switch
        {
            "accuracy" => (worse, worse),
            "recall" => (worse, 0),
            _ => (LossOfF1(Right, worse), 0),
        };
        var (truth, own, other) = (new int[rows], new int[rows], new int[rows]);
        for (var i = 0; i < rows; i++)
        {
            truth[i] = random.NextDouble() < Positives ? 1 : 0;
            var loss = truth[i] == 1 ? ofPositives : ofNegatives;
            var u = random.NextDouble();
            var (isOwn, isOther) = u < Shared - loss ? (true, true) : u < Shared - loss + (Right - Shared) ? (true, false) : u < Right - loss + (Right - Shared) + loss ? (false, true) : (false, false);
            own[i] = isOwn ? truth[i] : 1 - truth[i];
            other[i] = isOther ? truth[i] : 1 - truth[i];
        }

        Answers Of(int[] predicted) => new Predictions(TaskKind.BinaryClassification, ["no", "yes"], truth, predicted, [.. predicted.SelectMany(p => new[] { 1.0 - p, p })], [], []);
        return (Of(own), Of(other));
    }

    // By how much fewer positives must be found for F1 to fall so far.
    private static double LossOfF1(double right, double worse)
    {
        double F1(double recall) => 2 * Positives * recall / ((Positives * recall) + Positives + ((1 - Positives) * (1 - right)));

        double low = 0, high = 0.5;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = F1(right) - F1(right - middle) < worse ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
