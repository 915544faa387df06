using System.Text;

namespace Lepton.Specs.Schema;

/// <summary>Enum members as the kebab-case words of the spec format.</summary>
public static class Words
{
    /// <summary><c>BinaryClassification</c> is <c>binary-classification</c>; digits stay with the letters before them.</summary>
    public static string Of(Enum member) => Kebab(member.ToString());

    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(Kebab)];

    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (Of(candidate) == word)
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static string Kebab(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
