namespace Lepton.Training.Search;

/// <summary>
/// The tree-structured Parzen estimator (Bergstra et al. 2011): of each dimension, values that are likely among the good trials and unlikely among the others. The numbers are Optuna's
/// defaults: 10 trials at random, 24 candidates, the best tenth and 25 at most are the good ones. What is being tried counts among the others (a constant lie).
/// </summary>
public sealed class TpeSampler(IReadOnlyList<Dimension> space, int seed) : ISampler
{
    private const int Startup = 10;
    private const int Candidates = 24;
    private const int MostGood = 25;

    private readonly RandomSampler random = new(space, seed);

    public int? Count => null;

    public IReadOnlyDictionary<string, double> Sample(int index, IReadOnlyList<Observation> done, IReadOnlyList<IReadOnlyDictionary<string, double>> pending)
    {
        if (done.Count < Startup)
        {
            return random.Sample(index, done, pending);
        }

        var order = Ranking.Order(done);
        var good = order.Take(Math.Min((int)Math.Ceiling(0.1 * done.Count), MostGood)).Order().Select(i => done[i].Values).ToList();
        List<IReadOnlyDictionary<string, double>> others = [.. order.Skip(good.Count).Order().Select(i => done[i].Values), .. pending];
        var numbers = RandomSampler.Generator(seed, index);
        var chosen = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var dimension in space.Where(d => d.When?.Holds(chosen) != false))
        {
            if (dimension.Low == dimension.High)
            {
                chosen[dimension.Name] = dimension.Low;
                continue;
            }

            var likely = new ParzenEstimator(dimension, Of(good, dimension));
            var unlikely = new ParzenEstimator(dimension, Of(others, dimension));
            var (best, most) = (dimension.Low, double.NegativeInfinity);
            for (var i = 0; i < Candidates; i++)
            {
                var value = likely.Sample(ref numbers);
                var gain = likely.LogDensity(value) - unlikely.LogDensity(value);
                if (i == 0 || gain > most)
                {
                    (best, most) = (value, gain);
                }
            }

            chosen[dimension.Name] = best;
        }

        return chosen;
    }

    private static List<double> Of(List<IReadOnlyDictionary<string, double>> trials, Dimension dimension) => [.. trials.Where(t => t.ContainsKey(dimension.Name)).Select(t => t[dimension.Name])];
}
