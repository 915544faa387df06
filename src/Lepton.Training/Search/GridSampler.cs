namespace Lepton.Training.Search;

/// <summary>Every combination, the last dimension first. What differs only in dimensions that do not count is tried once.</summary>
public sealed class GridSampler : ISampler
{
    private readonly List<IReadOnlyDictionary<string, double>> all = [];

    public GridSampler(IReadOnlyList<Dimension> space) => Add(space, 0, new SortedDictionary<string, double>(StringComparer.Ordinal));

    public int? Count => all.Count;

    public IReadOnlyDictionary<string, double> Sample(int index, IReadOnlyList<Observation> done, IReadOnlyList<IReadOnlyDictionary<string, double>> pending) => all[index];

    private void Add(IReadOnlyList<Dimension> space, int depth, SortedDictionary<string, double> chosen)
    {
        if (depth == space.Count)
        {
            all.Add(new SortedDictionary<string, double>(chosen, StringComparer.Ordinal));
            return;
        }

        var dimension = space[depth];
        if (dimension.When?.Holds(chosen) == false)
        {
            Add(space, depth + 1, chosen);
            return;
        }

        foreach (var value in dimension.Grid())
        {
            chosen[dimension.Name] = value;
            Add(space, depth + 1, chosen);
        }

        chosen.Remove(dimension.Name);
    }
}
