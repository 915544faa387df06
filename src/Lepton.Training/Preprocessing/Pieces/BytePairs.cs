namespace Lepton.Training.Preprocessing.Pieces;

/// <summary>
/// Learns pieces of words by byte-pair encoding (Sennrich et al. 2016), on characters: the two neighbours that stand together most often
/// become one piece, again and again. A piece that continues a word begins with <see cref="Continuation"/>, as in BERT's vocabularies.
/// </summary>
internal static class BytePairs
{
    public const string Continuation = "##";

    /// <param name="words">How often each word occurs.</param>
    /// <param name="size">Pieces at most, characters among them.</param>
    /// <param name="minFrequency">Times that a pair must occur.</param>
    /// <returns>The characters, the most frequent first, then what was merged, in order. Among equals the first in ordinal order.</returns>
    public static IReadOnlyList<string> Learn(IReadOnlyDictionary<string, int> words, int size, int minFrequency)
    {
        var cuts = words.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => (Pieces: Characters(w.Key), Count: w.Value)).ToList();
        var characters = cuts.SelectMany(c => c.Pieces.Select(p => (Piece: p, c.Count)))
            .GroupBy(c => c.Piece, StringComparer.Ordinal)
            .Select(g => (Piece: g.Key, Count: g.Sum(c => c.Count)))
            .OrderByDescending(c => c.Count).ThenBy(c => c.Piece, StringComparer.Ordinal)
            .Take(size);
        var pieces = characters.Select(c => c.Piece).ToList();
        var known = pieces.ToHashSet(StringComparer.Ordinal);
        var counts = new Dictionary<(string Left, string Right), int>();
        var places = new Dictionary<(string Left, string Right), HashSet<int>>();
        var queue = new PriorityQueue<(string Left, string Right), (int Count, string Left, string Right)>(Comparer<(int Count, string Left, string Right)>.Create(Compare));
        for (var word = 0; word < cuts.Count; word++)
        {
            foreach (var pair in Pairs(cuts[word].Pieces))
            {
                Count(pair, word, cuts[word].Count);
            }
        }

        foreach (var (pair, count) in counts)
        {
            queue.Enqueue(pair, (count, pair.Left, pair.Right));
        }

        while (pieces.Count < size && queue.TryDequeue(out var best, out var rank))
        {
            if (counts[best] != rank.Count)
            {
                // Counted anew since: the entry with the true count is further down, or was taken.
                continue;
            }

            if (rank.Count < minFrequency)
            {
                break;
            }

            var merged = best.Left + best.Right[Continuation.Length..];
            if (known.Add(merged))
            {
                pieces.Add(merged);
            }

            var changed = new HashSet<(string, string)>();
            foreach (var word in places[best].Order().ToList())
            {
                var (old, count) = cuts[word];
                foreach (var pair in Pairs(old))
                {
                    counts[pair] -= count;
                    changed.Add(pair);
                }

                cuts[word] = (Merge(old, best, merged), count);
                foreach (var pair in Pairs(cuts[word].Pieces))
                {
                    Count(pair, word, count);
                    changed.Add(pair);
                }
            }

            foreach (var pair in changed.Where(p => counts[p] > 0))
            {
                queue.Enqueue(pair, (counts[pair], pair.Item1, pair.Item2));
            }
        }

        return pieces;

        void Count((string Left, string Right) pair, int word, int count)
        {
            counts[pair] = counts.GetValueOrDefault(pair) + count;
            if (!places.TryGetValue(pair, out var own))
            {
                places[pair] = own = [];
            }

            own.Add(word);
        }
    }

    private static int Compare((int Count, string Left, string Right) a, (int Count, string Left, string Right) b) =>
        a.Count != b.Count ? b.Count.CompareTo(a.Count)
        : string.CompareOrdinal(a.Left, b.Left) is var left and not 0 ? left
        : string.CompareOrdinal(a.Right, b.Right);

    private static string[] Characters(string word) => [.. word.EnumerateRunes().Select((r, i) => i == 0 ? r.ToString() : Continuation + r)];

    private static IEnumerable<(string Left, string Right)> Pairs(string[] pieces)
    {
        for (var i = 0; i + 1 < pieces.Length; i++)
        {
            yield return (pieces[i], pieces[i + 1]);
        }
    }

    private static string[] Merge(string[] pieces, (string Left, string Right) pair, string merged)
    {
        var made = new List<string>(pieces.Length);
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i + 1 < pieces.Length && pieces[i] == pair.Left && pieces[i + 1] == pair.Right)
            {
                made.Add(merged);
                i++;
            }
            else
            {
                made.Add(pieces[i]);
            }
        }

        return [.. made];
    }
}
