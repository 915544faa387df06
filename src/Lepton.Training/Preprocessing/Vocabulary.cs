using Lepton.Onnx;

namespace Lepton.Training.Preprocessing;

/// <summary>The n-grams that count, with their weights.</summary>
internal sealed class Vocabulary
{
    private const char Separator = '\u001f';

    private readonly int longest;
    private readonly int shortest;
    private readonly List<string[]> grams;
    private readonly List<float> weights;

    private Vocabulary(int shortest, int longest, List<string[]> grams, List<float> weights)
    {
        this.shortest = shortest;
        this.longest = longest;
        this.grams = grams;
        this.weights = weights;
    }

    public int Count => grams.Count;

    /// <param name="batches">Tokens of rows.</param>
    /// <param name="minFrequency">Rows that must hold an n-gram.</param>
    /// <param name="maxFeatures">The most frequent are kept; among equals the first in ordinal order.</param>
    public static Vocabulary Learn(IEnumerable<string[][]> batches, int shortest, int longest, int minFrequency, int maxFeatures)
    {
        var frequencies = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = 0;
        foreach (var tokens in batches.SelectMany(b => b))
        {
            rows++;
            foreach (var gram in Grams(tokens, shortest, longest).Distinct(StringComparer.Ordinal))
            {
                frequencies[gram] = frequencies.GetValueOrDefault(gram) + 1;
            }
        }

        var kept = frequencies
            .Where(f => f.Value >= minFrequency)
            .OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal)
            .Take(maxFeatures)
            .Select(f => (Tokens: f.Key.Split(Separator), f.Key, f.Value))
            .OrderBy(f => f.Tokens.Length).ThenBy(f => f.Key, StringComparer.Ordinal)
            .ToList();
        return new Vocabulary(
            shortest,
            longest,
            [.. kept.Select(k => k.Tokens)],
            [.. kept.Select(k => (float)(Math.Log((1.0 + rows) / (1.0 + k.Value)) + 1))]);
    }

    /// <summary>Adds the nodes that turn tokens [N, L] into weighted, normalised frequencies [N, <see cref="Count"/>].</summary>
    public string Write(GraphBuilder graph, string tokens)
    {
        var starts = new List<long>();
        var place = 0L;
        for (var length = 1; length <= longest; length++)
        {
            starts.Add(place);
            place += length * (long)grams.Count(g => g.Length == length);
        }

        var frequencies = graph.Node(
            "TfIdfVectorizer",
            [tokens],
            new OnnxAttribute.Text("mode", "TFIDF"),
            new OnnxAttribute.Int("min_gram_length", shortest),
            new OnnxAttribute.Int("max_gram_length", longest),
            new OnnxAttribute.Int("max_skip_count", 0),
            new OnnxAttribute.Ints("ngram_counts", starts),
            new OnnxAttribute.Ints("ngram_indexes", [.. Enumerable.Range(0, Count).Select(i => (long)i)]),
            new OnnxAttribute.Texts("pool_strings", [.. grams.SelectMany(g => g)]),
            new OnnxAttribute.Floats("weights", weights));
        var length2 = graph.Node("ReduceL2", [frequencies], new OnnxAttribute.Ints("axes", [1]), new OnnxAttribute.Int("keepdims", 1));
        return graph.Node("Div", [frequencies, graph.Node("Max", [length2, graph.Constant([1e-12f])])]);
    }

    private static IEnumerable<string> Grams(string[] tokens, int shortest, int longest)
    {
        for (var length = shortest; length <= longest; length++)
        {
            for (var start = 0; start + length <= tokens.Length; start++)
            {
                yield return length == 1 ? tokens[start] : string.Join(Separator, tokens, start, length);
            }
        }
    }
}
