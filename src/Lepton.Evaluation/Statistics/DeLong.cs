namespace Lepton.Evaluation.Statistics;

/// <summary>Variance of an AUC by placement values (DeLong 1988, Biometrics 44:837), by midranks (Sun and Xu 2014).</summary>
public static class DeLong
{
    /// <returns>The AUC and its variance; NaN where one class has no rows, and a NaN variance with fewer than two of one.</returns>
    public static (double Auc, double Variance) Of(double[] scores, bool[] positive)
    {
        var (v10, v01) = Placements(scores, positive);
        return v10.Length == 0 || v01.Length == 0 ? (double.NaN, double.NaN) : (v10.Average(), Covariance(v10, v10, v01, v01));
    }

    /// <summary>Two AUCs of the same rows, with their variances and covariance.</summary>
    public static (double First, double Second, double VarianceOfFirst, double VarianceOfSecond, double Covariance) Of(double[] first, double[] second, bool[] positive)
    {
        var (a10, a01) = Placements(first, positive);
        var (b10, b01) = Placements(second, positive);
        return a10.Length == 0 || a01.Length == 0
            ? (double.NaN, double.NaN, double.NaN, double.NaN, double.NaN)
            : (a10.Average(), b10.Average(), Covariance(a10, a10, a01, a01), Covariance(b10, b10, b01, b01), Covariance(a10, b10, a01, b01));
    }

    // Of each positive row the share of negative ones below it, of each negative row the share of positive ones above it.
    private static (double[] V10, double[] V01) Placements(double[] scores, bool[] positive)
    {
        var m = positive.Count(p => p);
        var n = positive.Length - m;
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

        return (v10, v01);
    }

    private static double Covariance(double[] a10, double[] b10, double[] a01, double[] b01) =>
        (Covariance(a10, b10) / a10.Length) + (Covariance(a01, b01) / a01.Length);

    private static double Covariance(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Length < 2 ? double.NaN : a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / (a.Length - 1);
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
