using System.Globalization;
using Lepton.Evaluation.Comparisons;

namespace Lepton.GitOps.Report;

/// <summary>The interval of a difference as a small picture: a bar, its middle, and where 0 is.</summary>
internal static class IntervalBar
{
    private const double Half = 70;

    /// <summary>Empty where there is no interval.</summary>
    /// <param name="tendency">better, worse or empty: its colour.</param>
    public static string Of(PairedEstimate e, string tendency)
    {
        var reach = Math.Max(Math.Abs(e.TwoSided.Low), Math.Abs(e.TwoSided.High));
        if (!(reach > 0) || double.IsInfinity(reach))
        {
            return string.Empty;
        }

        string X(double value) => (Half + 2 + (value / reach * Half)).ToString("0.#", CultureInfo.InvariantCulture);
        var colour = tendency switch { "better" => "--good", "worse" => "--bad", _ => "--quiet" };
        return $"<svg viewBox=\"0 0 144 16\" aria-hidden=\"true\"><path d=\"M72 0V16\" stroke=\"var(--line)\" stroke-width=\"2\"/><path d=\"M{X(e.TwoSided.Low)} 8H{X(e.TwoSided.High)}\" stroke=\"var({colour})\" stroke-width=\"4\" stroke-linecap=\"round\"/><circle cx=\"{X(e.Difference)}\" cy=\"8\" r=\"5\" fill=\"var({colour})\"/></svg>";
    }
}
