using Lepton.Evaluation.Scoring;

namespace Lepton.Evaluation.Metrics;

/// <summary>
/// Metrics of tagged sequences. Entities are counted as the CoNLL-2000 shared task's conlleval does: an entity counts as found where its
/// type, first and last token all agree.
/// </summary>
internal static class TagMetrics
{
    public static Metric Create(string name, TagAnswers answers)
    {
        var rows = answers.Truth.Zip(answers.Predicted).Select(r => (Truth: r.First, Predicted: Aligned(r.Second, r.First.Length))).ToList();
        if (name == "token-accuracy")
        {
            return new RatioMetric(
                [.. rows.Select(r => (double)r.Truth.Zip(r.Predicted).Count(t => t.First == t.Second))],
                [.. rows.Select(r => (double)r.Truth.Length)]);
        }

        var (right, found, real) = (new double[rows.Count], new double[rows.Count], new double[rows.Count]);
        for (var row = 0; row < rows.Count; row++)
        {
            var (truth, predicted) = (Entity.Of(rows[row].Truth), Entity.Of(rows[row].Predicted));
            (right[row], found[row], real[row]) = (truth.Intersect(predicted).Count(), predicted.Count, truth.Count);
        }

        return name switch
        {
            "entity-precision" => new RatioMetric(right, found),
            "entity-recall" => new RatioMetric(right, real),
            "entity-f1" => new RatioMetric(Array.ConvertAll(right, r => 2 * r), [.. found.Zip(real, (f, r) => f + r)]),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown metric"),
        };
    }

    // A model names no more tags than it reads tokens: those behind have none.
    private static string[] Aligned(string[] tags, int length) =>
        tags.Length == length ? tags : [.. tags.Take(length), .. Enumerable.Repeat(Entity.Outside, Math.Max(0, length - tags.Length))];
}
