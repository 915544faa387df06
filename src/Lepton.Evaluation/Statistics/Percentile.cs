namespace Lepton.Evaluation.Statistics;

/// <summary>Percentile interval of bootstrap values (Efron 1981); linear between order statistics as NumPy's default.</summary>
public static class Percentile
{
    /// <param name="tail">Chance left out on each side.</param>
    /// <returns>None where more than one value in a hundred is not defined, or all are equal.</returns>
    public static Interval Of(double[] values, double tail)
    {
        var sorted = values.Where(v => !double.IsNaN(v)).Order().ToArray();
        return sorted.Length < values.Length * 0.99 || sorted.Length < 2 || sorted[0] == sorted[^1]
            ? Interval.None
            : new Interval(At(sorted, tail), At(sorted, 1 - tail));
    }

    private static double At(double[] sorted, double level)
    {
        var place = level * (sorted.Length - 1);
        var low = (int)place;
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((place - low) * (sorted[high] - sorted[low]));
    }
}
