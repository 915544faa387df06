using Lepton.Evaluation.Scoring;

namespace Lepton.Evaluation.Metrics;

/// <summary>Metrics of rankings, each the mean over users.</summary>
internal static class RankMetrics
{
    /// <param name="k">Places that count, the first ones.</param>
    public static Metric Create(string name, RankAnswers answers, int k) => new MeanMetric([.. answers.ByUser.Select(ranks => name switch
    {
        "recall-at-k" => ranks.Count(r => r <= k) / (double)ranks.Length,
        "hit-rate-at-k" => ranks.Any(r => r <= k) ? 1 : 0,
        "ndcg-at-k" => ranks.Where(r => r <= k).Sum(Gain) / Enumerable.Range(1, Math.Min(k, ranks.Length)).Sum(Gain),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown metric"),
    })]);

    // Järvelin and Kekäläinen 2002, of relevances 0 and 1.
    private static double Gain(int rank) => 1 / Math.Log2(rank + 1);
}
