using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Statistics;

namespace Lepton.Evaluation.Tests;

public class StatisticsTests
{
    [Fact]
    public void Wilson_agrees_with_SciPy()
    {
        foreach (var row in Golden.Section("wilson").AsArray())
        {
            var n = (int)row!["rows"]!;
            var interval = Wilson.Of((double)(int)row["hits"]! / n, n, 0.05);
            Assert.Equal((double)row["low"]!, interval.Low, 1e-9);
            Assert.Equal((double)row["high"]!, interval.High, 1e-9);
        }
    }

    [Fact]
    public void Twenty_seven_of_twenty_seven_prove_a_recall_of_0_909_at_best_with_95_percent() =>
        Assert.Equal(0.909, Wilson.Of(1, 27, 0.05).Low, 3);

    [Theory]
    [InlineData(new[] { .9, .8, .7, .4, .6, .5, .3, .2, .35, .1 }, .96, .0032)]
    [InlineData(new[] { .8, .6, .55, .5, .4, .45, .7, .3, .2, .1 }, .80, .028)]
    public void DeLong_agrees_with_the_published_vectors(double[] scores, double auc, double variance)
    {
        var (value, found) = DeLong.Of(scores, [true, true, true, true, true, false, false, false, false, false]);
        Assert.Equal(auc, value, 1e-12);
        Assert.Equal(variance, found, 1e-12);
    }

    [Fact]
    public void The_logit_interval_stays_between_zero_and_one_and_holds_the_value()
    {
        var interval = LogitAuc.Of(0.99, 0.0004, 0.025);
        Assert.True(interval.Low is > 0 and < 0.99 && interval.High is > 0.99 and < 1);
        Assert.Equal(Interval.None, LogitAuc.Of(1, 0, 0.025));
    }

    [Fact]
    public void The_bootstrap_is_the_same_on_any_number_of_threads()
    {
        var rows = MetricTests.Read("binary");
        Metric metric = new AucMetric(rows.ProbabilityOf(1), Array.ConvertAll(rows.Truth, t => t == 1));
        var one = new Bootstrap(rows.Count, null, 300, 9).Run([metric], CancellationToken.None)[0];
        var counts = new int[rows.Count];
        new SplitMix64(Bootstrap.StateOf(9, 0)).Multinomial(counts);
        Assert.Equal(metric.Compute(counts), one[0]);
        Assert.Equal(one, new Bootstrap(rows.Count, null, 300, 9).Run([metric], CancellationToken.None)[0]);
    }

    [Fact]
    public void The_spread_of_a_mean_is_its_standard_error()
    {
        var random = new Random(6);
        var values = Enumerable.Range(0, 500).Select(_ => random.NextDouble()).ToArray();
        var means = new Bootstrap(500, null, 4000, 1).Run([new MeanMetric(values)], CancellationToken.None)[0];
        var mean = values.Average();
        var error = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) / 500);
        Assert.Equal(mean, means.Average(), error / 10);
        Assert.Equal(error, Math.Sqrt(means.Average(m => (m - means.Average()) * (m - means.Average()))), error / 10);
    }

    [Fact]
    public void A_resample_has_as_many_rows_as_the_data()
    {
        var random = new SplitMix64(1);
        foreach (var n in new[] { 1, 2, 7, 1000 })
        {
            var counts = new int[n];
            random.Multinomial(counts);
            Assert.Equal(n, counts.Sum());
        }
    }

    [Fact]
    public void Rows_of_a_group_are_resampled_together()
    {
        int[] groups = [0, 0, 0, 1, 1, 2];
        var spy = new Spy();
        new Bootstrap(6, groups, 50, 3).Run([spy], CancellationToken.None);
        Assert.All(spy.Seen, c => Assert.True(c[0] == c[1] && c[1] == c[2] && c[3] == c[4]));
    }

    [Fact]
    public void Intervals_cover_the_truth_as_often_as_they_say()
    {
        // 400 samples of 150 rows from a proportion of 0.8: 90 % intervals miss it about 40 times.
        var random = new SplitMix64(77);
        var missed = 0;
        for (var trial = 0; trial < 400; trial++)
        {
            var hits = Enumerable.Range(0, 150).Count(_ => (random.Next() >> 11) * (1.0 / (1UL << 53)) < 0.8);
            var interval = Wilson.Of(hits / 150.0, 150, 0.05);
            missed += interval.Low > 0.8 || interval.High < 0.8 ? 1 : 0;
        }

        Assert.InRange(missed, 20, 65);
    }

    [Fact]
    public void A_metric_that_does_not_vary_has_no_interval() => Assert.Equal(Interval.None, Percentile.Of([1, 1, 1, 1], 0.05));

    private sealed class Spy : Metric
    {
        public System.Collections.Concurrent.ConcurrentBag<int[]> Seen { get; } = [];

        public override double Compute(ReadOnlySpan<int> counts)
        {
            Seen.Add(counts.ToArray());
            return 0;
        }
    }
}
