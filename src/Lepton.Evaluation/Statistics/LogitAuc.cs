using MathNet.Numerics.Distributions;

namespace Lepton.Evaluation.Statistics;

/// <summary>Interval of an AUC on the logit scale (Pepe 2003, section 5.2.4), which stays within (0,1); none where the variance is 0.</summary>
public static class LogitAuc
{
    /// <param name="tail">Chance left out on each side.</param>
    public static Interval Of(double auc, double variance, double tail)
    {
        if (!(variance > 0) || auc is <= 0 or >= 1)
        {
            return Interval.None;
        }

        var z = Normal.InvCDF(0, 1, 1 - tail);
        var logit = Math.Log(auc / (1 - auc));
        var half = z * Math.Sqrt(variance) / (auc * (1 - auc));
        return new Interval(Expit(logit - half), Expit(logit + half));
    }

    private static double Expit(double x) => 1 / (1 + Math.Exp(-x));
}
