using System.Globalization;
using System.Text;

namespace Lepton.Training.Preprocessing.Pieces;

/// <summary>
/// How characters are normalised and make words, as the tokenizer of BERT does it (Devlin et al. 2019). One difference: control characters
/// end a word here, there they are taken out of it.
/// </summary>
/// <param name="keepCase">Capitals and accents stay.</param>
/// <param name="keepAccents">Accents stay.</param>
internal sealed class PieceText(bool keepCase, bool keepAccents)
{
    private static readonly Lazy<IReadOnlyDictionary<Rune, Rune>> Accents = new(ReadAccents);

    public static CharacterClass ClassOf(Rune character)
    {
        var value = character.Value;
        if (value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) || IsChinese(value))
        {
            return CharacterClass.Sign;
        }

        return Rune.GetUnicodeCategory(character) switch
        {
            UnicodeCategory.SpaceSeparator or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => CharacterClass.Space,
            UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => CharacterClass.Sign,
            _ => CharacterClass.Letter,
        };
    }

    /// <summary>A character of the blocks that BERT takes for Chinese.</summary>
    public static bool IsChinese(int value) => value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    public Rune Fold(Rune character)
    {
        var lower = keepCase ? character : Rune.ToLowerInvariant(character);
        return keepCase || keepAccents ? lower : Accents.Value.GetValueOrDefault(lower, lower);
    }

    /// <summary>The words of a text, normalised.</summary>
    public IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var character in text.EnumerateRunes())
        {
            var kind = ClassOf(character);
            if (kind != CharacterClass.Letter && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            switch (kind)
            {
                case CharacterClass.Sign:
                    yield return Fold(character).ToString();
                    break;
                case CharacterClass.Letter:
                    word.Append(Fold(character));
                    break;
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    // Pairs of characters: one with accents, and the one without.
    private static Dictionary<Rune, Rune> ReadAccents()
    {
        using var resource = typeof(PieceText).Assembly.GetManifestResourceStream("accents.txt")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        var all = reader.ReadToEnd().TrimEnd().EnumerateRunes().ToList();
        return Enumerable.Range(0, all.Count / 2).ToDictionary(i => all[2 * i], i => all[(2 * i) + 1]);
    }
}
