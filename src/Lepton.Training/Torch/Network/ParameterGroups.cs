namespace Lepton.Training.Torch.Network;

/// <summary>Groups of parameters: the beginnings of their names, up to a dot. The longest that fits counts.</summary>
/// <param name="frozen">Those that stay as they are.</param>
/// <param name="rates">Factors of the learning rate.</param>
internal sealed class ParameterGroups(IReadOnlyList<string> frozen, IReadOnlyDictionary<string, double> rates)
{
    private readonly Dictionary<string, double> groups =
        frozen.Select(f => KeyValuePair.Create(f, 0.0)).Concat(rates).GroupBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);

    /// <summary>The factor of a parameter's learning rate; 0 where it stays as it is.</summary>
    public double RateOf(string parameter) =>
        groups.Where(g => Holds(g.Key, parameter)).OrderByDescending(g => g.Key.Length).Select(g => (double?)g.Value).FirstOrDefault() ?? 1;

    /// <summary>The groups that hold none of the parameters.</summary>
    public IReadOnlyList<string> Empty(IReadOnlyList<string> parameters) =>
        [.. groups.Keys.Where(g => !parameters.Any(p => Holds(g, p))).Order(StringComparer.Ordinal)];

    /// <summary>Names that groups of these parameters can have, from the front: all but those of the parameters themselves.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> parameters) =>
        [.. parameters.SelectMany(Beginnings).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Beginnings(string parameter)
    {
        for (var dot = parameter.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = parameter.IndexOf('.', dot + 1))
        {
            yield return parameter[..dot];
        }
    }

    private static bool Holds(string group, string parameter) =>
        parameter.StartsWith(group, StringComparison.Ordinal) && (parameter.Length == group.Length || parameter[group.Length] == '.');
}
