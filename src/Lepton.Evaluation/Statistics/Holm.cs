namespace Lepton.Evaluation.Statistics;

/// <summary>Keeps the chance of one wrong claim among many at the level of one alone (Holm 1979, Scandinavian Journal of Statistics 6:65).</summary>
public static class Holm
{
    /// <summary>Adjusted p-values, in the order given.</summary>
    public static double[] Adjust(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var adjusted = new double[values.Count];
        var least = 0.0;
        for (var rank = 0; rank < order.Length; rank++)
        {
            least = Math.Max(least, Math.Min(1, (order.Length - rank) * values[order[rank]]));
            adjusted[order[rank]] = least;
        }

        return adjusted;
    }
}
