using MathNet.Numerics.Distributions;

namespace Lepton.Evaluation.Statistics;

/// <summary>Exact test of two proportions of the same rows (McNemar 1947): of the rows where only one of the two is right, each is as often the one.</summary>
public static class McNemar
{
    /// <summary>The chance of at least that many gains, where neither is better.</summary>
    /// <param name="gained">Rows that only the second has right.</param>
    /// <param name="lost">Rows that only the first has right.</param>
    public static double OneSided(long gained, long lost) =>
        gained == 0 ? 1 : 1 - Binomial.CDF(0.5, (int)(gained + lost), gained - 1);

    /// <summary>The chance of as uneven a result on either side.</summary>
    public static double TwoSided(long gained, long lost) =>
        Math.Min(1, 2 * Binomial.CDF(0.5, (int)(gained + lost), Math.Min(gained, lost)));
}
