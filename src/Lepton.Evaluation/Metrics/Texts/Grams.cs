namespace Lepton.Evaluation.Metrics.Texts;

/// <summary>Runs of tokens.</summary>
internal static class Grams
{
    private const char Separator = '\u001f';

    /// <summary>How many runs of a length two lists share, each as often as it stands in both.</summary>
    public static int Shared(string[] one, string[] other, int length)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + length <= one.Length; i++)
        {
            var gram = string.Join(Separator, one, i, length);
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }

        var shared = 0;
        for (var i = 0; i + length <= other.Length; i++)
        {
            var gram = string.Join(Separator, other, i, length);
            if (counts.GetValueOrDefault(gram) is var left and > 0)
            {
                counts[gram] = left - 1;
                shared++;
            }
        }

        return shared;
    }

    /// <summary>The length of the longest common subsequence.</summary>
    public static int LongestCommon(string[] one, string[] other)
    {
        var lengths = new int[other.Length + 1];
        foreach (var token in one)
        {
            var diagonal = 0;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = lengths[j];
                lengths[j] = token == other[j - 1] ? diagonal + 1 : Math.Max(above, lengths[j - 1]);
                diagonal = above;
            }
        }

        return lengths[^1];
    }
}
