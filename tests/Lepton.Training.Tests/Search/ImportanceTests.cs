using Lepton.Training.Search;

namespace Lepton.Training.Tests.Search;

public sealed class ImportanceTests
{
    private static readonly Dimension[] Space =
    [
        new("strong", DimensionKind.Number, 0, 1),
        new("weak", DimensionKind.Number, 0.001, 1, IsLog: true),
        new("none", DimensionKind.Integer, 1, 9),
        new("kind", DimensionKind.Choice, 0, 2),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_decides_more_has_the_larger_share(int seed)
    {
        var trials = Trials(seed, 200, v => Math.Abs(v["strong"] - 0.3) + (0.015 * Math.Abs(Math.Log(v["weak"]))));
        var shares = Importance.Of(Space, trials, 0);
        Assert.Equal(1, shares.Sum(), 9);
        Assert.All(shares, s => Assert.InRange(s, 0, 1));
        Assert.True(shares[0] > 0.6, string.Join(' ', shares));
        Assert.True(shares[1] > shares[2] && shares[1] > shares[3], string.Join(' ', shares));
    }

    [Fact]
    public void A_choice_decides_too_and_each_objective_has_its_own_shares()
    {
        var trials = Trials(4, 150, v => v["kind"] == 1 ? 0 : 1).Select(t => t with { Losses = [t.Losses[0], t.Values["none"]] }).ToList();
        Assert.Equal(3, Largest(Importance.Of(Space, trials, 0)));
        Assert.Equal(2, Largest(Importance.Of(Space, trials, 1)));
    }

    [Fact]
    public void Of_few_trials_and_of_failed_ones_nothing_is_said()
    {
        Assert.Empty(Importance.Of(Space, Trials(5, 9, v => v["strong"]), 0));
        Assert.Empty(Importance.Of(Space, Trials(5, 40, _ => double.PositiveInfinity), 0));
    }

    private static int Largest(IReadOnlyList<double> shares) => Enumerable.Range(0, shares.Count).MaxBy(i => shares[i]);

    private static List<Observation> Trials(int seed, int count, Func<IReadOnlyDictionary<string, double>, double> loss)
    {
        var sampler = new RandomSampler(Space, seed);
        return [.. Enumerable.Range(0, count).Select(i => sampler.Sample(i, [], [])).Select(v => new Observation(v, [loss(v)]))];
    }
}
