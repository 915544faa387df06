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
        // Seeds and proposals are mixed in different ways: else seed 1's proposal 2 would be seed 2's proposal 1.
        var seeded = new SplitMix64((uint)seed).Next();
        return new SplitMix64(new SplitMix64(seeded + ((uint)index * 0xD1342543DE82EF95UL)).Next());
    }
}
