using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Gates;
using Lepton.Evaluation.Statistics;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Tests;

public class MetricGateTests
{
    [Theory]
    [InlineData(0.97, 0.96, 0.98, Verdict.Pass)]
    [InlineData(0.96, 0.94, 0.98, Verdict.Inconclusive)]
    [InlineData(0.92, 0.90, 0.94, Verdict.Fail)]
    public void A_verdict_looks_at_the_bounds_not_at_the_point(double value, double low, double high, Verdict verdict) =>
        Assert.Equal(verdict, Judge(Gate(min: 0.95), value, low, high).Verdict);

    [Theory]
    [InlineData(50, 45, 55, Verdict.Pass)]
    [InlineData(58, 55, 62, Verdict.Inconclusive)]
    [InlineData(70, 65, 75, Verdict.Fail)]
    public void An_upper_limit_works_the_other_way_round(double value, double low, double high, Verdict verdict) =>
        Assert.Equal(verdict, Judge(Gate(max: 60), value, low, high).Verdict);

    [Fact]
    public void An_inconclusive_gate_blocks_unless_told_otherwise()
    {
        Assert.True(Judge(Gate(min: 0.95), 0.96, 0.94, 0.98).Blocks);
        Assert.False(Judge(Gate(min: 0.95) with { OnInconclusive = OnInconclusive.Warn }, 0.96, 0.94, 0.98).Blocks);
    }

    [Fact]
    public void An_inconclusive_gate_says_how_many_rows_would_tell() =>
        Assert.Contains("about 400 rows would tell, there are 100", Judge(Gate(min: 0.95), 0.96, 0.94, 0.98).Message, StringComparison.Ordinal);

    [Fact]
    public void Too_few_examples_are_inconclusive_and_only_warn()
    {
        var verdict = Judge(Gate(min: 0.5) with { MinExamples = 200 }, 0.97, 0.96, 0.98);
        Assert.Equal((Verdict.Inconclusive, false), (verdict.Verdict, verdict.Blocks));
    }

    [Fact]
    public void What_does_not_vary_is_inconclusive() => Assert.Equal(Verdict.Inconclusive, Judge(Gate(min: 0.5), 1, double.NaN, double.NaN).Verdict);

    [Fact]
    public void A_failed_gate_tells_value_bound_and_confidence() =>
        Assert.Equal("auc is below 0.95: measured 0.934, at most 0.948 with 95 % confidence", Judge(Gate(min: 0.95), 0.934, 0.92, 0.948).Message);

    private static GateSpec Gate(double? min = null, double? max = null) => new("auc", null, null, min, max, null, null, null, null, GateMethod.Auto, null, 1);

    private static GateVerdict Judge(GateSpec gate, double value, double low, double high) =>
        MetricGate.Judge(gate, 0, new MetricEstimate(value, Interval.None, new Interval(low, high), 100, "wilson", 0.5), 0.95).Single();
}
