using System.Text.Json.Nodes;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Statistics;
using Lepton.Testing;

namespace Lepton.Evaluation.Tests;

/// <summary>Against SciPy and statsmodels; tests/golden/paired.py made the figures.</summary>
public class PairedStatisticsTests
{
    private static readonly JsonNode Figures = JsonNode.Parse(File.ReadAllText(Repository.File("tests", "golden", "paired.json")))!;

    [Fact]
    public void Tango_agrees_with_a_search_for_the_greatest_likelihood()
    {
        foreach (var row in Figures["tango"]!.AsArray())
        {
            var interval = Tango.Of((long)row!["gained"]!, (long)row["lost"]!, (long)row["n"]!, (double)row["tail"]!);
            Close(row["interval"]!, interval, 1e-6);
        }
    }

    [Fact]
    public void Tango_of_equal_answers_still_has_a_width()
    {
        // z² / (n + z²), from the score's own formula.
        var z = 1.6448536269514722;
        Assert.Equal(z * z / (114 + (z * z)), Tango.Of(0, 0, 114, 0.05).High, 1e-9);
        Assert.Equal(Interval.None, Tango.Of(0, 0, 0, 0.05));
    }

    [Fact]
    public void Tango_turned_round_is_its_mirror_image()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var n = random.Next(1, 400);
            var gained = random.Next(0, n + 1);
            var lost = random.Next(0, n - gained + 1);
            var (one, other) = (Tango.Of(gained, lost, n, 0.05), Tango.Of(lost, gained, n, 0.05));
            Assert.Equal(one.Low, -other.High, 1e-9);
            Assert.True(one.Low <= (double)(gained - lost) / n && (double)(gained - lost) / n <= one.High, $"{gained} {lost} {n}: {one}");
        }
    }

    [Fact]
    public void McNemar_agrees_with_SciPy_and_statsmodels()
    {
        foreach (var row in Figures["mcnemar"]!.AsArray())
        {
            var (gained, lost) = ((long)row!["gained"]!, (long)row["lost"]!);
            Assert.Equal((double)row["one"]!, McNemar.OneSided(gained, lost), 1e-9);
            Assert.Equal((double)row["two"]!, McNemar.TwoSided(gained, lost), 1e-9);
        }
    }

    [Fact]
    public void Holm_agrees_with_statsmodels()
    {
        var adjusted = Holm.Adjust(Golden.Numbers(Figures["holm"]!["values"]));
        Assert.All(adjusted.Zip(Golden.Numbers(Figures["holm"]!["adjusted"])), p => Assert.Equal(p.Second, p.First, 1e-12));
        Assert.Empty(Holm.Adjust([]));
    }

    [Fact]
    public void Two_aucs_their_covariance_and_both_intervals_agree_with_NumPy()
    {
        foreach (var row in Figures["auc"]!.AsArray())
        {
            var positive = Array.ConvertAll(Golden.Wholes(row!["truth"]), t => t == 1);
            var (first, second, ofFirst, ofSecond, covariance) = DeLong.Of(Golden.Numbers(row["first"]), Golden.Numbers(row["second"]), positive);
            Assert.All(Golden.Numbers(row["aucs"]).Zip([first, second]), p => Assert.Equal(p.First, p.Second, 1e-12));
            Assert.All(Golden.Numbers(row["variances"]).Zip([ofFirst, ofSecond, covariance]), p => Assert.Equal(p.First, p.Second, 1e-12));
            var tail = (double)row["tail"]!;
            var correlation = covariance / Math.Sqrt(ofFirst * ofSecond);
            Close(row["mover"]!, Mover.Of(first, LogitAuc.Of(first, ofFirst, tail), second, LogitAuc.Of(second, ofSecond, tail), correlation), 1e-9);
        }
    }

    [Fact]
    public void The_published_vectors_have_no_covariance()
    {
        double[] a = [.9, .8, .7, .4, .6, .5, .3, .2, .35, .1];
        double[] b = [.8, .6, .55, .5, .4, .45, .7, .3, .2, .1];
        bool[] positive = [true, true, true, true, true, false, false, false, false, false];
        var (first, second, ofFirst, ofSecond, covariance) = DeLong.Of(a, b, positive);
        Assert.Equal((0.96, 0.8, 0.0032, 0.028, 0.0), (Math.Round(first, 12), Math.Round(second, 12), Math.Round(ofFirst, 12), Math.Round(ofSecond, 12), Math.Round(covariance, 12)));
    }

    [Theory]
    [InlineData(100_000, 0.03)]
    [InlineData(1_000, 0.5)]
    [InlineData(1_000, 0.97)]
    [InlineData(114, 0.02)]
    [InlineData(40, 0.3)]
    public void Binomial_draws_have_the_distribution_s_frequencies(long n, double p)
    {
        const int Draws = 200_000;
        var random = new SplitMix64(17);
        var counts = new Dictionary<long, int>();
        for (var i = 0; i < Draws; i++)
        {
            var k = ProportionBootstrap.Binomial(ref random, n, p);
            Assert.InRange(k, 0, n);
            counts[k] = counts.GetValueOrDefault(k) + 1;
        }

        // Pearson's test over the values that are expected at least ten times.
        double sum = 0;
        var cells = 0;
        for (var k = 0L; k <= n; k++)
        {
            var expected = Draws * MathNet.Numerics.Distributions.Binomial.PMF(p, (int)n, (int)k);
            if (expected >= 10)
            {
                sum += Math.Pow(counts.GetValueOrDefault(k) - expected, 2) / expected;
                cells++;
            }
        }

        Assert.True(sum < MathNet.Numerics.Distributions.ChiSquared.InvCDF(cells - 1, 0.9999), $"{sum} over {cells} cells");
    }

    [Fact]
    public void The_bootstrap_of_a_proportion_needs_no_rows()
    {
        var (gained, lost, n) = (30, 18, 1000);
        var drawn = ProportionBootstrap.Run(gained, lost, n, 20_000, 4);
        double[] first = [.. Enumerable.Range(0, n).Select(i => i < lost ? 1.0 : 0.0)];
        double[] second = [.. Enumerable.Range(0, n).Select(i => i >= n - gained ? 1.0 : 0.0)];
        var rows = new Bootstrap(n, null, 20_000, 4).Run([new MeanMetric(second), new MeanMetric(first)], CancellationToken.None);
        double[] differences = [.. rows[0].Zip(rows[1], (a, b) => a - b)];
        foreach (var tail in new[] { 0.05, 0.01 })
        {
            Assert.Equal(Percentile.Of(differences, tail).Low, Percentile.Of(drawn, tail).Low, 1.5e-3);
            Assert.Equal(Percentile.Of(differences, tail).High, Percentile.Of(drawn, tail).High, 1.5e-3);
        }

        Assert.Equal(drawn, ProportionBootstrap.Run(gained, lost, n, 20_000, 4));
        Assert.Equal(new double[100], ProportionBootstrap.Run(0, 0, 10, 100, 4));
        Assert.All(ProportionBootstrap.Run(10, 0, 10, 100, 4), d => Assert.Equal(1, d));
    }

    [Fact]
    public void Many_resamples_at_once_give_exactly_what_one_after_the_other_gives()
    {
        var random = new Random(8);
        foreach (var (rows, digits) in new[] { (1, 6), (17, 6), (1000, 6), (1000, 1), (300, 0) })
        {
            double[] scores = [.. Enumerable.Range(0, rows).Select(_ => Math.Round(random.NextDouble(), digits))];
            bool[] positive = [.. scores.Select(s => random.NextDouble() < 0.3 + (0.3 * s))];
            var metric = new AucMetric(scores, positive);
            var one = new Bootstrap(rows, null, 70, 5).Run([metric, new MeanMetric(scores)], CancellationToken.None);
            for (var resample = 0; resample < 70; resample++)
            {
                var counts = new int[rows];
                new SplitMix64(Bootstrap.StateOf(5, resample)).Multinomial(counts);
                Assert.Equal(metric.Compute(counts), one[0][resample]);
            }

            Assert.Equal(one[0], new Bootstrap(rows, null, 70, 5).Run([metric], CancellationToken.None)[0]);
        }
    }

    [Fact]
    public void A_row_that_comes_very_often_is_counted_right_at_once_too()
    {
        // Three groups of many rows: counts of a block of rows go far beyond 255.
        double[] scores = [.. Enumerable.Range(0, 600).Select(i => i % 97 / 97.0)];
        bool[] positive = [.. scores.Select((s, i) => i % 3 == 0 || s > 0.8)];
        int[] groups = [.. Enumerable.Range(0, 600).Select(i => i % 3)];
        var metric = new AucMetric(scores, positive);
        var values = new Bootstrap(600, groups, 40, 2).Run([metric], CancellationToken.None)[0];
        for (var resample = 0; resample < 40; resample++)
        {
            var ofGroups = new int[3];
            new SplitMix64(Bootstrap.StateOf(2, resample)).Multinomial(ofGroups);
            Assert.Equal(metric.Compute([.. groups.Select(g => ofGroups[g])]), values[resample]);
        }
    }

    [Fact]
    public void An_interval_of_a_difference_that_few_rows_carry_is_wider()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 4000).Select(_ => random.NextDouble())];
        double[] all = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        double[] few = [.. Enumerable.Range(0, 200).Select(i => i < 8 ? (i % 2 == 0 ? 1.0 : -1.0) : 0)];
        var (plain, many, some) = (Percentile.Of(values, 0.05), new ExpandedPercentile(values, all).Of(0.05), new ExpandedPercentile(values, few).Of(0.05));
        Assert.True(some.Low < many.Low && many.Low <= plain.Low && some.High > many.High, $"{plain} {many} {some}");

        // Student's t with 7 degrees of freedom has 5 % below -1.895.
        Assert.Equal(MathNet.Numerics.Distributions.Normal.CDF(0, 1, -1.8946), (some.Low - values.Min()) / (values.Max() - values.Min()), 0.006);
    }

    [Fact]
    public void The_sample_size_is_that_of_the_published_rule()
    {
        // Discordance 5 %, a margin of one point, 5 % one-sided, power 0.8: about 3,100.
        Assert.InRange(SampleSize.Rows(Math.Sqrt(0.05), 0.01, 0.05), 3050, 3150);
        Assert.Equal(3100, SampleSize.RoundUp(3080));
        Assert.Equal(1900, SampleSize.RoundUp(1812));
        Assert.Equal(7, SampleSize.RoundUp(6.2));
    }

    private static void Close(JsonNode expected, Interval found, double precision)
    {
        Assert.Equal((double)expected[0]!, found.Low, precision);
        Assert.Equal((double)expected[1]!, found.High, precision);
    }
}
