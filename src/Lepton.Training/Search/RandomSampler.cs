using Lepton.Evaluation.Statistics;

namespace Lepton.Training.Search;

/// <summary>Independent, even draws: of whole numbers and choices each is as likely, on a log scale each ratio.</summary>
public sealed class RandomSampler(IReadOnlyList<Dimension> space, int seed) : ISampler
{
    public int? Count => null;

    public IReadOnlyDictionary<string, double> Sample(int index, IReadOnlyList<Observation> done, IReadOnlyList<IReadOnlyDictionary<string, double>> pending)
    {
        var random = Generator(seed, index);
        var chosen = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var dimension in space)
        {
            // Drawn whether it counts or not: what is drawn of the others does not depend on it.
            var draw = random.NextDouble();
            if (dimension.When?.Holds(chosen) != false)
            {
                var (low, high) = dimension.Line;
                chosen[dimension.Name] = dimension.Kind == DimensionKind.Choice ? Math.Min((int)(draw * dimension.Count), dimension.Count - 1) : dimension.FromLine(low + (draw * (high - low)));
            }
        }

        return chosen;
    }

    /// <summary>The numbers of one proposal.</summary>
    internal static SplitMix64 Generator(int seed, int index)
    {
        var mixed = new SplitMix64((uint)seed);
        return new SplitMix64(mixed.Next() ^ new SplitMix64((uint)index).Next());
    }
}
