namespace Lepton.Training.Calibration;

/// <summary>The monotone step function nearest to the outcomes, by pooling adjacent violators (Ayer et al. 1955).</summary>
internal static class IsotonicRegression
{
    /// <summary>Thresholds ascending, and the value below the first, between each two, and from the last on.</summary>
    public static (float[] Thresholds, float[] Values) Fit(double[] margins, bool[] positive)
    {
        var pools = new List<(double Start, double Hits, double Rows)>();
        foreach (var group in margins.Select((m, i) => (Margin: (double)(float)m, Hit: positive[i] ? 1.0 : 0.0)).GroupBy(r => r.Margin).OrderBy(g => g.Key))
        {
            pools.Add((group.Key, group.Sum(r => r.Hit), group.Count()));
            while (pools.Count > 1 && pools[^2].Hits / pools[^2].Rows >= pools[^1].Hits / pools[^1].Rows)
            {
                var last = pools[^1];
                pools.RemoveAt(pools.Count - 1);
                pools[^1] = (pools[^1].Start, pools[^1].Hits + last.Hits, pools[^1].Rows + last.Rows);
            }
        }

        return ([.. pools.Skip(1).Select(p => (float)p.Start)], [.. pools.Select(p => (float)(p.Hits / p.Rows))]);
    }
}
