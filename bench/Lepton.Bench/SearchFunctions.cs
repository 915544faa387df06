using Lepton.Training.Search;
using Lepton.Training.Tests.Search;

namespace Lepton.Bench;

/// <summary>Searches on published test functions: the median of the best value over seeds.</summary>
internal static class SearchFunctions
{
    private const int Seeds = 20;

    public static void Run()
    {
        foreach (var (name, function) in new[] { ("branin", TestFunctions.Branin), ("hartmann", TestFunctions.Hartmann), ("ackley", TestFunctions.Ackley) })
        {
            var tpe = Median(seed => Best(new TpeSampler(function.Space, seed), 50, function.Value));
            var random = Median(seed => Best(new RandomSampler(function.Space, seed), 100, function.Value));
            Console.WriteLine($"{name} {tpe:R} {random:R}");
        }
    }

    private static double Best(ISampler sampler, int trials, Func<IReadOnlyDictionary<string, double>, double> value)
    {
        var method = new SampledTrials(sampler, trials, 1);
        var done = new List<FinishedTrial>();
        while (method.Next(done, 1) is { Count: > 0 } next)
        {
            done.AddRange(next.Select(n => new FinishedTrial(n, [value(n.Values)])));
        }

        return done.Min(d => d.Losses![0]);
    }

    private static double Median(Func<int, double> best)
    {
        var sorted = Enumerable.Range(0, Seeds).Select(best).Order().ToList();
        return (sorted[(Seeds - 1) / 2] + sorted[Seeds / 2]) / 2;
    }
}
