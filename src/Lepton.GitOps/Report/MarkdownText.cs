using System.Globalization;
using System.Text;

namespace Lepton.GitOps.Report;

/// <summary>Text of specs and data in Markdown: none of its signs may format, link, mention or end a table's cell.</summary>
internal static class MarkdownText
{
    /// <summary>Plain text on one line.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\r' => escaped,
                '\n' or '\t' => escaped.Append(' '),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '@' => escaped.Append("&#64;"),
                '#' => escaped.Append("&#35;"),
                '$' => escaped.Append("&#36;"),
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' or '!' => escaped.Append('\\').Append(c),
                _ when char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format => escaped,
                _ => escaped.Append(c),
            };
        }

        // A bare address would become a link, and so would the number of an issue.
        return escaped.ToString().Replace("://", "&#58;//", StringComparison.Ordinal).Replace("www.", "www&#46;", StringComparison.OrdinalIgnoreCase).Replace("GH-", "GH&#45;", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Code on one line, in a table too; no sign ends it early.</summary>
    public static string Code(string text) => "<code>" + Escape(text) + "</code>";
}
