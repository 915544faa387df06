namespace Lepton.Evaluation.Statistics;

/// <summary>Interval of the difference of two estimates, recovered from the interval of each and their correlation (Zou and Donner 2008, Statistics in Medicine 27:1693).</summary>
public static class Mover
{
    /// <param name="correlation">Of the two estimates, in [-1,1].</param>
    /// <returns>Of the second less the first; none where one of them has no interval.</returns>
    public static Interval Of(double first, Interval ofFirst, double second, Interval ofSecond, double correlation)
    {
        var difference = second - first;
        return new Interval(
            difference - Distance(second - ofSecond.Low, ofFirst.High - first, correlation),
            difference + Distance(ofSecond.High - second, first - ofFirst.Low, correlation));
    }

    private static double Distance(double one, double other, double correlation) =>
        Math.Sqrt(Math.Max(0, (one * one) - (2 * correlation * one * other) + (other * other)));
}
