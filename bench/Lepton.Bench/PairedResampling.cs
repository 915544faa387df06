using System.Diagnostics;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Statistics;

namespace Lepton.Bench;

/// <summary>10,000 resamples of two models' AUC, and of their accuracy, on 100,000 rows.</summary>
internal static class PairedResampling
{
    private const int Rows = 100_000;
    private const int Resamples = 10_000;

    /// <summary>Seconds for each.</summary>
    public static (double Auc, double Accuracy) Seconds()
    {
        var random = new SplitMix64(1);
        var positive = new bool[Rows];
        var (own, other) = (new double[Rows], new double[Rows]);
        for (var i = 0; i < Rows; i++)
        {
            positive[i] = random.NextDouble() < 0.4;
            var shared = random.NextDouble();
            own[i] = (positive[i] ? 0.3 : 0) + shared + (0.2 * random.NextDouble());
            other[i] = (positive[i] ? 0.3 : 0) + shared + (0.3 * random.NextDouble());
        }

        var started = Stopwatch.GetTimestamp();
        var values = new Bootstrap(Rows, null, Resamples, 1).Run([new AucMetric(own, positive), new AucMetric(other, positive)], CancellationToken.None);
        var interval = Percentile.Of([.. values[0].Zip(values[1], (a, b) => a - b)], 0.05);
        var auc = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        var share = Percentile.Of(ProportionBootstrap.Run(2600, 2400, Rows, Resamples, 1), 0.05);
        var accuracy = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return interval.Low < interval.High && share.Low < share.High ? (auc, accuracy) : throw new InvalidOperationException("the resamples do not differ");
    }
}
