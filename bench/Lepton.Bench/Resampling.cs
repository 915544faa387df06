using System.Diagnostics;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Evaluation.Statistics;
using Lepton.Specs.Models;

namespace Lepton.Bench;

/// <summary>2,000 resamples of AUC on 40,000 rows.</summary>
internal static class Resampling
{
    public static double Seconds()
    {
        var random = new SplitMix64(1);
        double Uniform() => (random.Next() >> 11) * (1.0 / (1UL << 53));
        var truth = Enumerable.Range(0, 40_000).Select(_ => Uniform() < 0.4 ? 1 : 0).ToArray();
        var probabilities = truth.SelectMany(t => (0.3 * t) + (0.7 * Uniform()) is var p ? new[] { 1 - p, p } : []).ToArray();
        var rows = new Predictions(TaskKind.BinaryClassification, ["n", "p"], truth, truth, probabilities, [], []);
        var evaluation = new EvaluationSpec([], ThresholdSpec.Default, Calibration.None, [], 0.95, 2000, 5, 0.5);
        var started = Stopwatch.GetTimestamp();
        var metric = MetricFactory.Create("auc", rows, evaluation, _ => { });
        var values = new Bootstrap(rows.Count, null, 2000, 1).Run([metric], CancellationToken.None)[0];
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return values.Distinct().Count() > 1000 ? seconds : throw new InvalidOperationException("the resamples do not differ");
    }
}
