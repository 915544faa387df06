using System.Text;

namespace Lepton.Training.Preprocessing;

/// <summary>
/// The character n-grams of each word of a vocabulary, between marks of its beginning and end (Bojanowski et al. 2017); those that only one
/// word has tell nothing and are left out.
/// </summary>
/// <param name="Own">The number of the vector of its own that each token has: rare words share that of unknown ones.</param>
/// <param name="Grams">The numbers of the n-grams of each token.</param>
/// <param name="Count">N-grams that there are.</param>
public sealed record WordGrams(int[] Own, NumberedRows Grams, int Count)
{
    private const char Begin = '<', End = '>';

    /// <param name="reserved">Tokens before the first word, which have no n-grams.</param>
    /// <param name="unknown">The token whose vector rare words share.</param>
    /// <param name="words">The frequent ones first.</param>
    internal static WordGrams Of(int reserved, int unknown, IReadOnlyList<string> words, int frequent, int shortest, int longest)
    {
        var all = words.Select(w => Cut(w, shortest, longest)).ToList();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var gram in all.SelectMany(g => g.Distinct(StringComparer.Ordinal)))
        {
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }

        var numbers = counts.Where(c => c.Value > 1).Select(c => c.Key).Order(StringComparer.Ordinal)
            .Select((gram, number) => (gram, number)).ToDictionary(g => g.gram, g => g.number, StringComparer.Ordinal);
        int[] own = [.. Enumerable.Range(0, reserved), .. words.Select((_, i) => i < frequent ? reserved + i : unknown)];
        var lists = Enumerable.Repeat(Array.Empty<int>(), reserved).Concat(all.Select(grams => grams.Where(numbers.ContainsKey).Select(g => numbers[g]).ToArray()));
        return new WordGrams(own, NumberedRows.Of(lists), numbers.Count);
    }

    private static List<string> Cut(string word, int shortest, int longest)
    {
        Rune[] signs = [new Rune(Begin), .. word.EnumerateRunes(), new Rune(End)];
        var grams = new List<string>();
        for (var length = shortest; length <= longest; length++)
        {
            for (var start = 0; start + length <= signs.Length; start++)
            {
                grams.Add(string.Concat(signs.AsSpan(start, length).ToArray()));
            }
        }

        return grams;
    }
}
