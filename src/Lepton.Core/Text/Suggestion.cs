namespace Lepton.Core.Text;

/// <summary>Finds the word that the user most likely meant.</summary>
public static class Suggestion
{
    /// <summary>The candidate with the smallest edit distance, if it is near enough to be a slip.</summary>
    public static string? For(string word, IEnumerable<string> candidates)
    {
        var best = candidates
            .Select(c => (Word: c, Distance: Distance(word, c)))
            .OrderBy(c => c.Distance).ThenBy(c => c.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(1, Math.Min(word.Length, best.Word.Length) / 3) ? best.Word : null;
    }

    /// <summary>A hint such as <c>did you mean 'rounds'?</c>, or the list of what there is.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> candidates) =>
        For(word, candidates) is { } near
            ? $"did you mean '{near}'?"
            : candidates.Count == 0 ? "there is none" : $"known: {string.Join(", ", candidates.Take(20).Order(StringComparer.Ordinal))}";

    // Levenshtein distance, cut off for words that are far too long to be a slip.
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 8 || a.Length > 64 || b.Length > 64)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? diagonal : 1 + Math.Min(diagonal, Math.Min(row[j], row[j - 1]));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[^1];
    }
}
