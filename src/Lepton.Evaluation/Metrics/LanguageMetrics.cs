using Lepton.Evaluation.Scoring;

namespace Lepton.Evaluation.Metrics;

/// <summary>Metrics of language models, over all hidden tokens.</summary>
internal static class LanguageMetrics
{
    public static Metric Create(string name, LanguageAnswers answers)
    {
        double[] hidden = [.. answers.Hidden.Select(h => (double)h.Length)];
        return name switch
        {
            "perplexity" => new ExponentialMetric(new RatioMetric(answers.Losses, hidden)),
            "masked-accuracy" => new RatioMetric(answers.Right, hidden),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown metric"),
        };
    }
}
