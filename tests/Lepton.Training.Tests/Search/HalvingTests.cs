using Lepton.Training.Search;

namespace Lepton.Training.Tests.Search;

public sealed class HalvingTests
{
    private static readonly Dimension[] Line = [new("x", DimensionKind.Number, 0, 1)];
    private static readonly Rungs Three = new(4, 64, 4);

    [Fact]
    public void Rungs_go_up_by_their_reduction_to_all_rounds()
    {
        Assert.Equal([4, 16, 64], Three.Rounds);
        Assert.Equal([4, 50], new Rungs(4, 50, 4).Rounds);
        Assert.Equal([20, 80, 330], new Rungs(20, 330, 4).Rounds);
        Assert.Equal([5], new Rungs(5, 5, 3).Rounds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void ASHA_promotes_the_best_of_each_rung_and_spends_less_than_a_third(int beside)
    {
        var done = SamplerTests.Run(new AshaTrials(new RandomSampler(Line, 3), 48, Three, 1), beside, Loss);
        Assert.Equal(48, done.Count(d => d.Plan.Rounds == 4));
        Assert.InRange(done.Count(d => d.Plan.Rounds == 16), 12, 16);
        Assert.InRange(done.Count(d => d.Plan.Rounds == 64), 3, 5);
        var top = done.Where(d => d.Plan.Rounds == 64).MinBy(d => d.Losses![0])!;
        var full = Enumerable.Range(0, 48).Select(i => Loss(new PlannedTrial(i, new RandomSampler(Line, 3).Sample(i, [], []), 64))).Min();
        Assert.Equal(full, top.Losses![0]);
        Assert.True(done.Sum(d => d.Plan.Rounds!.Value) * 3 <= 48 * 64);
    }

    [Fact]
    public void With_few_trials_the_best_gets_all_rounds_all_the_same()
    {
        var done = SamplerTests.Run(new AshaTrials(new RandomSampler(Line, 3), 3, Three, 1), 2, Loss);
        Assert.Equal([4, 4, 4, 16, 64], done.Select(d => d.Plan.Rounds!.Value));
        Assert.Equal(done.Take(3).MinBy(d => d.Losses![0])!.Plan.Index, done[^1].Plan.Index);
    }

    [Fact]
    public void Halving_takes_the_best_up_rung_by_rung_and_leaves_out_what_failed()
    {
        var method = new HalvingTrials(new RandomSampler(Line, 3), 16, Three, 1);
        var done = new List<FinishedTrial>();
        while (method.Next(done, 3) is { Count: > 0 } next)
        {
            Assert.True(next.Count <= 3);
            done.AddRange(next.Select(n => new FinishedTrial(n, n.Index == 5 ? null : [Loss(n)])));
        }

        Assert.Equal([16, 4, 1], Three.Rounds.Select(r => done.Count(d => d.Plan.Rounds == r)));
        Assert.DoesNotContain(done, d => d.Plan.Index == 5 && d.Plan.Rounds > 4);
    }

    [Fact]
    public void Asked_again_with_what_was_done_a_method_says_the_same()
    {
        var done = SamplerTests.Run(new AshaTrials(new RandomSampler(Line, 3), 20, Three, 1), 4, Loss);
        for (var known = 0; known <= done.Count; known += 4)
        {
            var next = new AshaTrials(new RandomSampler(Line, 3), 20, Three, 1).Next([.. done.Take(known)], 4);
            Assert.Equal(done.Skip(known).Take(next.Count).Select(d => (d.Plan.Index, d.Plan.Rounds)), next.Select(n => (n.Index, n.Rounds)));
        }
    }

    // The order of values is that of many rounds, less clear with few.
    private static double Loss(PlannedTrial trial) => Math.Abs(trial.Values["x"] - 0.6) + (1.0 / trial.Rounds!.Value);
}
