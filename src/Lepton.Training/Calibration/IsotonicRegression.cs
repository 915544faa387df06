namespace Lepton.Training.Calibration;

/// <summary>
/// The monotone function nearest to the outcomes, by pooling adjacent violators (Ayer et al. 1955), linear between the
/// centres of the pools: a step function would answer differently on both sides of a rounding error.
/// </summary>
internal static class IsotonicRegression
{
    /// <summary>Margins ascending and the probability at each; constant outside of them.</summary>
    public static (float[] Knots, float[] Values) Fit(double[] margins, bool[] positive)
    {
        var pools = new List<(double Sum, double Hits, double Rows)>();
        foreach (var group in margins.Select((m, i) => (Margin: m, Hit: positive[i] ? 1.0 : 0.0)).GroupBy(r => r.Margin).OrderBy(g => g.Key))
        {
            pools.Add((group.Key * group.Count(), group.Sum(r => r.Hit), group.Count()));
            while (pools.Count > 1 && pools[^2].Hits / pools[^2].Rows >= pools[^1].Hits / pools[^1].Rows)
            {
                var last = pools[^1];
                pools.RemoveAt(pools.Count - 1);
                pools[^1] = (pools[^1].Sum + last.Sum, pools[^1].Hits + last.Hits, pools[^1].Rows + last.Rows);
            }
        }

        return ([.. pools.Select(p => (float)(p.Sum / p.Rows))], [.. pools.Select(p => (float)(p.Hits / p.Rows))]);
    }
}
