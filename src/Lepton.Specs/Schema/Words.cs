using System.Text;

namespace Lepton.Specs.Schema;

/// <summary>Enum members as the kebab-case words of the spec format.</summary>
public static class Words
{
    /// <summary><c>BinaryClassification</c> is <c>binary-classification</c>; digits stay with the letters before them.</summary>
    public static string Of(Enum member) => Kebab(member.ToString());

    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => Array.ConvertAll(Enum.GetNames(typeof(T)), Kebab);

    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum
    {
        // Names rather than values: the generic methods of Enum are compiled anew for every enum.
        var name = Array.Find(Enum.GetNames(typeof(T)), n => Kebab(n) == word);
        value = name is null ? default : (T)Enum.Parse(typeof(T), name);
        return name is not null;
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
