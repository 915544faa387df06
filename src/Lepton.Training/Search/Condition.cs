namespace Lepton.Training.Search;

/// <summary>What another dimension must be for a dimension to count.</summary>
/// <param name="Name">The other dimension, which comes before.</param>
/// <param name="Values">Its values, of which one must be chosen.</param>
public sealed record Condition(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Whether it holds; where the other one does not count, neither does this.</summary>
    public bool Holds(IReadOnlyDictionary<string, double> chosen) => chosen.TryGetValue(Name, out var value) && Values.Contains(value);
}
