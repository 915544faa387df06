namespace Lepton.Evaluation.Statistics;

/// <summary>
/// The paired bootstrap of two proportions of the same rows, without drawing rows: how many gained and lost rows a resample has is multinomial.
/// The result depends on the seed alone.
/// </summary>
public static class ProportionBootstrap
{
    /// <summary>The second proportion less the first, of each resample.</summary>
    /// <param name="gained">Rows that only the second counts.</param>
    /// <param name="lost">Rows that only the first counts.</param>
    /// <param name="n">All rows, at least 1.</param>
    public static double[] Run(long gained, long lost, long n, int resamples, ulong seed)
    {
        var differences = new double[resamples];
        var random = new SplitMix64(seed);
        for (var b = 0; b < resamples; b++)
        {
            var won = Binomial(ref random, n, (double)gained / n);
            var failed = gained == n ? 0 : Binomial(ref random, n - won, (double)lost / (n - gained));
            differences[b] = (double)(won - failed) / n;
        }

        return differences;
    }

    /// <summary>A draw of the binomial distribution: by inversion where few are expected, else by transformed rejection (Hörmann 1993, algorithm BTRS).</summary>
    internal static long Binomial(ref SplitMix64 random, long n, double p)
    {
        if (p > 0.5)
        {
            return n - Binomial(ref random, n, 1 - p);
        }

        return n == 0 || p <= 0 ? 0 : n * p < 10 ? Inverse(ref random, n, p) : Rejected(ref random, n, p);
    }

    private static long Inverse(ref SplitMix64 random, long n, double p)
    {
        while (true)
        {
            var ratio = p / (1 - p);
            var chance = Math.Exp(n * Math.Log(1 - p));
            var u = random.NextDouble();
            for (var k = 0L; k <= Math.Min(n, 200); k++)
            {
                if (u < chance)
                {
                    return k;
                }

                u -= chance;
                chance *= ratio * (n - k) / (k + 1);
            }
        }
    }

    private static long Rejected(ref SplitMix64 random, long n, double p)
    {
        var spread = Math.Sqrt(n * p * (1 - p));
        var b = 1.15 + (2.53 * spread);
        var a = -0.0873 + (0.0248 * b) + (0.01 * p);
        var c = (n * p) + 0.5;
        var v0 = 0.92 - (4.2 / b);
        var alpha = (2.83 + (5.1 / b)) * spread;
        var odds = Math.Log(p / (1 - p));
        var mode = (long)Math.Floor((n + 1) * p);
        while (true)
        {
            var u = random.NextDouble() - 0.5;
            var v = random.NextDouble();
            var us = 0.5 - Math.Abs(u);
            var k = (long)Math.Floor((((2 * a / us) + b) * u) + c);
            if (us >= 0.07 && v <= v0)
            {
                return k;
            }

            if (k < 0 || k > n)
            {
                continue;
            }

            var height = Math.Log(v * alpha / ((a / (us * us)) + b));
            if (height <= LogFactorial(mode) + LogFactorial(n - mode) - LogFactorial(k) - LogFactorial(n - k) + ((k - mode) * odds))
            {
                return k;
            }
        }
    }

    private static double LogFactorial(long k) => MathNet.Numerics.SpecialFunctions.GammaLn(k + 1.0);
}
