namespace Lepton.Training.Calibration;

/// <summary>Platt 1999 with the targets and Newton's method of Lin, Lin and Weng 2007 (Machine Learning 68:267).</summary>
internal static class PlattScaling
{
    private const int Iterations = 100;

    /// <summary>Slope and intercept of the log-odds.</summary>
    public static (double Slope, double Intercept) Fit(double[] margins, bool[] positive)
    {
        var hits = positive.Count(p => p);
        var high = (hits + 1.0) / (hits + 2.0);
        var low = 1.0 / (positive.Length - hits + 2.0);
        var (a, b) = (1.0, 0.0);
        var loss = Loss(margins, positive, high, low, a, b);
        for (var i = 0; i < Iterations; i++)
        {
            double haa = 1e-12, hbb = 1e-12, hab = 0, ga = 0, gb = 0;
            for (var row = 0; row < margins.Length; row++)
            {
                var p = 1 / (1 + Math.Exp(-((a * margins[row]) + b)));
                var d = p - (positive[row] ? high : low);
                ga += d * margins[row];
                gb += d;
                haa += p * (1 - p) * margins[row] * margins[row];
                hab += p * (1 - p) * margins[row];
                hbb += p * (1 - p);
            }

            if (Math.Abs(ga) < 1e-8 && Math.Abs(gb) < 1e-8)
            {
                break;
            }

            var determinant = (haa * hbb) - (hab * hab);
            var stepA = -((hbb * ga) - (hab * gb)) / determinant;
            var stepB = -((haa * gb) - (hab * ga)) / determinant;
            var size = 1.0;
            while (size > 1e-10 && !(Loss(margins, positive, high, low, a + (size * stepA), b + (size * stepB)) < loss))
            {
                size /= 2;
            }

            if (size <= 1e-10)
            {
                break;
            }

            a += size * stepA;
            b += size * stepB;
            loss = Loss(margins, positive, high, low, a, b);
        }

        return (a, b);
    }

    private static double Loss(double[] margins, bool[] positive, double high, double low, double a, double b)
    {
        var loss = 0.0;
        for (var row = 0; row < margins.Length; row++)
        {
            var z = (a * margins[row]) + b;
            loss += Math.Max(z, 0) - (z * (positive[row] ? high : low)) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
        }

        return loss;
    }
}
