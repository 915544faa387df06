using System;
using System.Globalization;
using System.Text;

namespace Lepton.Sdk.Generation;

/// <summary>Names of C# made of names of specs and data.</summary>
internal static class CSharpName
{
    // Every record has members of these names.
    private static readonly string[] OfRecords = ["Equals", "GetHashCode", "GetType", "ToString", "PrintMembers", "Deconstruct", "Finalize", "MemberwiseClone", "ReferenceEquals"];

    /// <summary><c>mean_radius</c> becomes <c>MeanRadius</c>; a name that begins with a digit gets an underscore; of a name without letters or digits <c>_</c> is left.</summary>
    public static string Pascal(string text)
    {
        var name = new StringBuilder();
        var upper = true;
        foreach (var c in text.Normalize(NormalizationForm.FormC))
        {
            if (!char.IsLetterOrDigit(c))
            {
                upper = true;
                continue;
            }

            if (name.Length == 0 && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber)
            {
                name.Append('_');
            }

            name.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return name.Length == 0 ? "_" : name.ToString();
    }

    /// <summary>A name for a member or a type where some are taken: those get a word more.</summary>
    public static string Free(string name, string word, params string[] taken) =>
        Array.IndexOf(OfRecords, name) >= 0 || Array.IndexOf(taken, name) >= 0 ? name + word : name;

    /// <summary>A literal of C# that means the text.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var c in text)
        {
            literal.Append(c is '"' or '\\' ? "\\" + c : c is < ' ' or > '~' ? "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture) : c.ToString());
        }

        return literal.Append('"').ToString();
    }

    /// <summary>Text for a documentation comment, on one line.</summary>
    public static string Comment(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\r", " ").Replace("\n", " ");
}
