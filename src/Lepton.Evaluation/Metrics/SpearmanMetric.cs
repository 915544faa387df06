namespace Lepton.Evaluation.Metrics;

/// <summary>Pearson's correlation of midranks; NaN where one side does not vary.</summary>
internal sealed class SpearmanMetric : Metric
{
    private readonly double[][] values;
    private readonly int[][] orders;

    public SpearmanMetric(double[] x, double[] y)
    {
        values = [x, y];
        orders = Array.ConvertAll(values, v =>
        {
            var order = Enumerable.Range(0, v.Length).ToArray();
            Array.Sort((double[])v.Clone(), order);
            return order;
        });
    }

    public override double Compute(ReadOnlySpan<int> counts)
    {
        var x = Ranks(0, counts);
        var y = Ranks(1, counts);
        double rows = 0, sumX = 0, sumY = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            rows += counts[i];
            sumX += counts[i] * x[i];
            sumY += counts[i] * y[i];
        }

        double xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var dx = x[i] - (sumX / rows);
            var dy = y[i] - (sumY / rows);
            xx += counts[i] * dx * dx;
            yy += counts[i] * dy * dy;
            xy += counts[i] * dx * dy;
        }

        return xx == 0 || yy == 0 ? double.NaN : xy / Math.Sqrt(xx * yy);
    }

    private double[] Ranks(int side, ReadOnlySpan<int> counts)
    {
        var v = values[side];
        var order = orders[side];
        var ranks = new double[v.Length];
        long before = 0;
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            var tied = 0L;
            while (end < order.Length && v[order[end]] == v[order[start]])
            {
                tied += counts[order[end++]];
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = before + ((tied + 1) / 2.0);
            }

            before += tied;
            start = end;
        }

        return ranks;
    }
}
