using Lepton.Evaluation.Comparisons;

namespace Lepton.GitOps.Report;

/// <summary>Numbers as reports show them.</summary>
internal static class Figure
{
    /// <summary>Four significant digits; a dash where there is none.</summary>
    public static string Of(double value) => double.IsNaN(value) ? "–" : Math.Abs(value) is >= 10_000 or 0 ? value.ToString("0.#") : value.ToString("G4");

    /// <summary>A difference with its interval, to the digits that the interval is worth.</summary>
    public static string Difference(PairedEstimate e)
    {
        var width = e.TwoSided.High - e.TwoSided.Low;
        if (double.IsNaN(width) || double.IsNaN(e.Difference))
        {
            return Signed(e.Difference, 4);
        }

        var decimals = width > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(width)), 0, 8) : 4;
        return $"{Signed(e.Difference, decimals)} [{Signed(e.TwoSided.Low, decimals)}, {Signed(e.TwoSided.High, decimals)}]";
    }

    private static string Signed(double value, int decimals)
    {
        var text = Math.Abs(value).ToString("F" + decimals);
        return double.IsNaN(value) ? "–" : text.Trim('0', '.').Length == 0 ? "±0" : (value > 0 ? "+" : "−") + text;
    }

    public static string Duration(double seconds) =>
        seconds < 0.0005 ? "0 s" : seconds < 10 ? $"{seconds:0.##} s" : seconds < 90 ? $"{seconds:0} s" : seconds < 5400 ? $"{seconds / 60:0} min" : $"{seconds / 3600:0.0} h";

    public static string Size(long bytes) => bytes < 1_000 ? $"{bytes} B" : bytes < 1_000_000 ? $"{bytes / 1e3:0.#} kB" : bytes < 1_000_000_000 ? $"{bytes / 1e6:0.#} MB" : $"{bytes / 1e9:0.##} GB";

    public static string Percent(double? share) => share is { } s ? $"{s * 100:0.#} %" : "–";
}
