using Lepton.Training.Search;

namespace Lepton.Training.Tests.Search;

public sealed class SamplerTests
{
    private static readonly Dimension[] Mixed =
    [
        new("rate", DimensionKind.Number, 1e-4, 1, IsLog: true),
        new("depth", DimensionKind.Integer, 2, 8),
        new("policy", DimensionKind.Choice, 0, 1),
        new("leaves", DimensionKind.Integer, 8, 64, IsLog: true, When: new Condition("policy", [1])),
    ];

    [Theory]
    [InlineData("branin")]
    [InlineData("hartmann")]
    [InlineData("ackley")]
    public void After_50_trials_TPE_is_as_good_as_random_search_after_100(string name)
    {
        var (space, value) = name switch { "branin" => TestFunctions.Branin, "hartmann" => TestFunctions.Hartmann, _ => TestFunctions.Ackley };
        double Best(ISampler sampler, int trials) => Run(sampler, trials, 1, value).Min(d => d.Losses![0]);
        var tpe = Median(Enumerable.Range(0, 20).Select(seed => Best(new TpeSampler(space, seed), 50)));
        var random = Median(Enumerable.Range(0, 20).Select(seed => Best(new RandomSampler(space, seed), 100)));
        Assert.True(tpe <= random, $"{name}: {tpe} after 50, at random {random} after 100");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Proposals_keep_to_their_bounds_and_conditions(int seed)
    {
        foreach (var done in new[] { Run(new RandomSampler(Mixed, seed), 60, 3, Bowl), Run(new TpeSampler(Mixed, seed), 60, 3, Bowl) })
        {
            foreach (var values in done.Select(d => d.Plan.Values))
            {
                Assert.InRange(values["rate"], 1e-4, 1);
                Assert.Equal(values["rate"], double.Parse(values["rate"].ToString("G4")));
                Assert.Contains(values["depth"], Enumerable.Range(2, 7).Select(i => (double)i));
                Assert.Contains(values["policy"], new[] { 0.0, 1.0 });
                Assert.Equal(values["policy"] == 1, values.ContainsKey("leaves"));
            }

            Assert.Equal(60, done.Select(d => string.Join(' ', d.Plan.Values)).Distinct().Count());
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_trials_and_another_one_others()
    {
        string Of(int seed) => string.Join('\n', Run(new TpeSampler(Mixed, seed), 30, 4, Bowl).Select(d => string.Join(' ', d.Plan.Values)));
        Assert.Equal(Of(1), Of(1));
        Assert.NotEqual(Of(1), Of(2));
    }

    [Fact]
    public void No_two_seeds_draw_the_same()
    {
        var draws = Enumerable.Range(0, 50).SelectMany(seed => Enumerable.Range(0, 50).Select(i => new RandomSampler(Mixed[..1], seed).Sample(i, [], [])["rate"])).ToList();
        Assert.InRange(draws.Distinct().Count(), 2350, 2500);
        Assert.NotEqual(new RandomSampler(Mixed, 1).Sample(2, [], [])["rate"], new RandomSampler(Mixed, 2).Sample(1, [], [])["rate"]);
    }

    [Fact]
    public void A_dimension_of_one_value_has_it_and_a_narrow_one_has_many()
    {
        Dimension[] space = [new("one", DimensionKind.Number, 0.0001, 0.0001), new("whole", DimensionKind.Integer, 3, 3), new("narrow", DimensionKind.Number, 1000.1, 1000.4), new("log", DimensionKind.Number, 0.99991, 0.99999, IsLog: true)];
        var done = Run(new TpeSampler(space, 1), 40, 1, v => v["narrow"]);
        Assert.All(done, d => Assert.Equal((0.0001, 3.0), (d.Plan.Values["one"], d.Plan.Values["whole"])));
        Assert.True(done.Select(d => d.Plan.Values["narrow"]).Distinct().Count() > 30);
        Assert.True(done.Select(d => d.Plan.Values["log"]).Distinct().Count() > 30);
    }

    [Fact]
    public void More_trials_go_on_where_fewer_ended()
    {
        var few = Run(new TpeSampler(Mixed, 1), 20, 4, Bowl);
        var more = Run(new TpeSampler(Mixed, 1), 40, 4, Bowl);
        Assert.Equal(few.Select(d => string.Join(' ', d.Plan.Values)), more.Take(20).Select(d => string.Join(' ', d.Plan.Values)));
    }

    [Fact]
    public void Draws_at_random_are_even_on_the_scale_of_the_dimension()
    {
        var sampler = new RandomSampler(Mixed, 5);
        var all = Enumerable.Range(0, 4000).Select(i => sampler.Sample(i, [], [])).ToList();
        Assert.InRange(all.Count(v => v["rate"] < 1e-2) / 4000.0, 0.47, 0.53);
        Assert.All(all.GroupBy(v => v["depth"]), g => Assert.InRange(g.Count() / 4000.0, 0.12, 0.17));
        Assert.InRange(all.Count(v => v["policy"] == 1) / 4000.0, 0.47, 0.53);
    }

    [Fact]
    public void A_grid_has_each_combination_once()
    {
        var sampler = new GridSampler([new("rate", DimensionKind.Number, 0.01, 1, IsLog: true, Points: 3), .. Mixed[2..3], Mixed[3] with { Points = 2 }]);
        var all = Enumerable.Range(0, sampler.Count!.Value).Select(i => string.Join(' ', sampler.Sample(i, [], []).Select(v => $"{v.Key}={v.Value}"))).ToList();
        Assert.Equal(
            ["policy=0 rate=0.01", "leaves=8 policy=1 rate=0.01", "leaves=64 policy=1 rate=0.01", "policy=0 rate=0.1", "leaves=8 policy=1 rate=0.1", "leaves=64 policy=1 rate=0.1", "policy=0 rate=1", "leaves=8 policy=1 rate=1", "leaves=64 policy=1 rate=1"],
            all);
    }

    [Fact]
    public void Of_several_objectives_the_front_is_what_nothing_is_better_than()
    {
        Observation Of(params double[] losses) => new(new Dictionary<string, double>(), losses);
        Observation[] trials = [Of(1, 5), Of(2, 2), Of(5, 1), Of(3, 3), Of(2, 2), Of(1, 6), Of(double.PositiveInfinity, double.PositiveInfinity)];
        Assert.Equal([0, 1, 2, 4], Ranking.Front(trials));
        Assert.Equal([1, 4, 0, 2, 5, 3, 6], Ranking.Order(trials));
    }

    internal static List<FinishedTrial> Run(ISampler sampler, int trials, int beside, Func<IReadOnlyDictionary<string, double>, double> value) =>
        Run(new SampledTrials(sampler, trials, 1), beside, p => value(p.Values));

    internal static List<FinishedTrial> Run(ISearchMethod method, int beside, Func<PlannedTrial, double> value)
    {
        var done = new List<FinishedTrial>();
        while (method.Next(done, beside) is { Count: > 0 } next)
        {
            done.AddRange(next.Select(n => new FinishedTrial(n, [value(n)])));
        }

        return done;
    }

    private static double Bowl(IReadOnlyDictionary<string, double> v) => Math.Pow(Math.Log10(v["rate"]) + 2, 2) + Math.Abs(v["depth"] - 4) + v["policy"];

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
