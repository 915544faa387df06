using System.Text.RegularExpressions;

namespace Lepton.Evaluation.Metrics.Texts;

/// <summary>Cuts a text as the tokenizer 13a of sacreBLEU does, which is that of NIST's mteval-v13a.pl (Post 2018).</summary>
internal static partial class BleuTokens
{
    public static string[] Of(string text)
    {
        var plain = text.Replace("<skipped>", string.Empty, StringComparison.Ordinal)
            .Replace("-\n", string.Empty, StringComparison.Ordinal)
            .Replace('\n', ' ')
            .Replace("&quot;", "\"", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal);
        var cut = Signs().Replace($" {plain} ", " $1 ");
        cut = BehindOther().Replace(cut, "$1 $2 ");
        cut = BeforeOther().Replace(cut, " $1 $2");
        cut = BehindDigit().Replace(cut, "$1 $2 ");
        return cut.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    // All signs of ASCII but full stop, comma, hyphen and apostrophe.
    [GeneratedRegex(@"([\{-\~\[-\` -\&\(-\+\:-\@\/])")]
    private static partial Regex Signs();

    [GeneratedRegex("([^0-9])([.,])")]
    private static partial Regex BehindOther();

    [GeneratedRegex("([.,])([^0-9])")]
    private static partial Regex BeforeOther();

    [GeneratedRegex("([0-9])(-)")]
    private static partial Regex BehindDigit();
}
