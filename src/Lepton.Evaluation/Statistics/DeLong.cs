namespace Lepton.Evaluation.Statistics;

/// <summary>Variance of an AUC by placement values (DeLong 1988, Biometrics 44:837), by midranks (Sun and Xu 2014).</summary>
public static class DeLong
{
    /// <returns>The AUC and its variance; NaN where one class has no rows, and a NaN variance with fewer than two of one.</returns>
    public static (double Auc, double Variance) Of(double[] scores, bool[] positive)
    {
        var m = positive.Count(p => p);
        var n = positive.Length - m;
        if (m == 0 || n == 0)
        {
            return (double.NaN, double.NaN);
        }

        var x = scores.Where((_, i) => positive[i]).ToArray();
        var y = scores.Where((_, i) => !positive[i]).ToArray();
        var all = Midranks([.. x, .. y]);
        var ownX = Midranks(x);
        var ownY = Midranks(y);
        var v10 = new double[m];
        for (var i = 0; i < m; i++)
        {
            v10[i] = (all[i] - ownX[i]) / n;
        }

        var v01 = new double[n];
        for (var j = 0; j < n; j++)
        {
            v01[j] = 1 - ((all[m + j] - ownY[j]) / m);
        }

        return (v10.Average(), (Variance(v10) / m) + (Variance(v01) / n));
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? double.NaN : values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }

    private static double[] Midranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort((double[])values.Clone(), order);
        var ranks = new double[values.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && values[order[end]] == values[order[start]])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end + 1) / 2.0;
            }

            start = end;
        }

        return ranks;
    }
}
