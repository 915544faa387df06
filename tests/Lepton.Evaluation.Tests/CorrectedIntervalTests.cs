using Lepton.Evaluation.Folds;

namespace Lepton.Evaluation.Tests;

public sealed class CorrectedIntervalTests
{
    // scipy.stats.t.ppf(1 - tail, 9) * sqrt(var(values, ddof=1) * (1/10 + 0.25)) about the mean
    [Theory]
    [InlineData(0.025, 0.9062746465959269, 0.965725353404073)]
    [InlineData(0.05, 0.9119124031476742, 0.9600875968523257)]
    public void Bounds_are_those_that_SciPy_gives(double tail, double low, double high)
    {
        var interval = CorrectedInterval.Of([0.91, 0.95, 0.93, 0.97, 0.9, 0.94, 0.96, 0.92, 0.93, 0.95], 0.25, tail);
        Assert.Equal(low, interval.Low, 10);
        Assert.Equal(high, interval.High, 10);
    }

    // The sum of some equal numbers is not so many times the number.
    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(29.0 / 30, 5)]
    [InlineData(0.9, 10)]
    [InlineData(0, 4)]
    public void Where_nothing_varies_nothing_is_sure(double value, int folds) => Assert.True(double.IsNaN(CorrectedInterval.Of([.. Enumerable.Repeat(value, folds)], 0.25, 0.05).Low));
}
