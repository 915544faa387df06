using Lepton.Evaluation.Scoring;

namespace Lepton.Evaluation.Metrics.Texts;

/// <summary>Metrics of texts that a model wrote. ROUGE is that of Lin 2004: the F1 of each row, and the mean of these.</summary>
internal static class TextMetrics
{
    public static Metric Create(string name, TextAnswers answers) => name switch
    {
        "bleu" => new BleuMetric(answers),
        "rouge-1" => Rouge(answers, (a, b) => Grams.Shared(a, b, 1), 1),
        "rouge-2" => Rouge(answers, (a, b) => Grams.Shared(a, b, 2), 2),
        "rouge-l" => Rouge(answers, Grams.LongestCommon, 1),
        "exact-match" => new MeanMetric([.. answers.Truth.Zip(answers.Predicted, (t, p) => Spaced(t) == Spaced(p) ? 1.0 : 0.0)]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown metric"),
    };

    private static MeanMetric Rouge(TextAnswers answers, Func<string[], string[], int> shared, int length) => new(
    [
        .. answers.Truth.Zip(answers.Predicted, (truth, predicted) =>
        {
            var (wanted, written) = (RougeTokens.Of(truth), RougeTokens.Of(predicted));
            var all = Math.Max(0, wanted.Length - length + 1) + Math.Max(0, written.Length - length + 1);
            return all == 0 ? 0 : 2.0 * shared(wanted, written) / all;
        }),
    ]);

    private static string Spaced(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
