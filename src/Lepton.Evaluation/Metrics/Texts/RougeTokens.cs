using System.Globalization;
using System.Text;

namespace Lepton.Evaluation.Metrics.Texts;

/// <summary>The words of a text in lower case: runs of letters with their marks, and digits. Stems are not taken.</summary>
internal static class RougeTokens
{
    public static string[] Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return word.Length > 0 ? [.. words, word.ToString()] : [.. words];
    }
}
