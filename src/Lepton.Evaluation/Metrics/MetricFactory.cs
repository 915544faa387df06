using Lepton.Evaluation.Metrics.Texts;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Metrics;

/// <summary>Makes metrics for predictions.</summary>
public static class MetricFactory
{
    private const double Clip = 1e-15;

    /// <summary>The metric of a catalogue name, which must suit the task.</summary>
    /// <param name="undefined">Called with the reason where the rows forbid the metric.</param>
    public static Metric Create(string name, Answers answers, EvaluationSpec evaluation, Action<string> undefined) => answers switch
    {
        Predictions p => OfPredictions(name, p, evaluation, undefined),
        TagAnswers tags => TagMetrics.Create(name, tags),
        LanguageAnswers language => LanguageMetrics.Create(name, language),
        TextAnswers texts => TextMetrics.Create(name, texts),
        RankAnswers ranks => RankMetrics.Create(name, ranks, evaluation.TopK),
        _ => throw new ArgumentOutOfRangeException(nameof(answers), answers.GetType().Name, "no metrics for such answers"),
    };

    private static Metric OfPredictions(string name, Predictions p, EvaluationSpec evaluation, Action<string> undefined)
    {
        Metric Confusion(Func<Confusion, double> function) => new ConfusionMetric(p.Truth, p.Predicted, p.Classes.Count, function);

        Metric Mean(Func<int, double> value, bool root = false) => new MeanMetric([.. Enumerable.Range(0, p.Count).Select(value)], root);

        // Of the rows whose class, true or named, is the positive one, those where both are.
        RatioMetric Share(int[] of) => new([.. of.Select((_, i) => p.Truth[i] == 1 && p.Predicted[i] == 1 ? 1.0 : 0.0)], Array.ConvertAll(of, c => c == 1 ? 1.0 : 0.0));

        return name switch
        {
            "accuracy" or "precision-micro" or "recall-micro" or "f1-micro" => Mean(i => p.Predicted[i] == p.Truth[i] ? 1 : 0),
            "balanced-accuracy" => Confusion(c => c.BalancedAccuracy),
            "precision" => Share(p.Predicted),
            "recall" => Share(p.Truth),
            "f1" => Confusion(c => c.F1(1)),
            "precision-macro" => Confusion(c => c.Macro(c.Precision)),
            "recall-macro" => Confusion(c => c.Macro(c.Recall)),
            "f1-macro" => Confusion(c => c.Macro(c.F1)),
            "precision-weighted" => Confusion(c => c.Weighted(c.Precision)),
            "recall-weighted" => Confusion(c => c.Weighted(c.Recall)),
            "f1-weighted" => Confusion(c => c.Weighted(c.F1)),
            "mcc" => Confusion(c => c.Matthews),
            "kappa" => Confusion(c => c.Kappa),
            "auc" => Auc(p, 1),
            "auc-ovr-macro" => new MacroMetric([.. Enumerable.Range(0, p.Classes.Count).Select(c => Auc(p, c))]),
            "average-precision" => new AveragePrecisionMetric(p.ProbabilityOf(1), Array.ConvertAll(p.Truth, t => t == 1)),
            "log-loss" => Mean(i => -Math.Log(Math.Clamp(Probability(p, i, p.Truth[i]), Clip, 1 - Clip))),
            "brier" => p.Task == TaskKind.BinaryClassification
                ? Mean(i => Square(Probability(p, i, 1) - p.Truth[i]))
                : Mean(i => Enumerable.Range(0, p.Classes.Count).Sum(c => Square(Probability(p, i, c) - (p.Truth[i] == c ? 1 : 0)))),
            "ece" => CalibrationError(p),
            "top-k-accuracy" => Mean(i => Rank(p, i) < evaluation.TopK ? 1 : 0),
            "rmse" => Mean(i => Square(Error(p, i)), root: true),
            "mae" => Mean(i => Math.Abs(Error(p, i))),
            "mape" => Mape(p, Mean, undefined),
            "median-absolute-error" => new MedianMetric([.. Enumerable.Range(0, p.Count).Select(i => Math.Abs(Error(p, i)))]),
            "r2" => new R2Metric(p.Targets, p.Values),
            "pinball" => Mean(i => Error(p, i) is var e && e >= 0 ? evaluation.Quantile * e : (evaluation.Quantile - 1) * e),
            "spearman" => new SpearmanMetric(p.Targets, p.Values),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown metric"),
        };
    }

    private static AucMetric Auc(Predictions p, int c) => new(p.ProbabilityOf(c), Array.ConvertAll(p.Truth, t => t == c));

    private static CalibrationErrorMetric CalibrationError(Predictions p)
    {
        var top = Enumerable.Range(0, p.Count).Select(i => Top(p, i)).ToArray();
        return new CalibrationErrorMetric(
            [.. top.Select((c, i) => Probability(p, i, c))],
            [.. top.Select((c, i) => c == p.Truth[i])]);
    }

    private static MeanMetric Mape(Predictions p, Func<Func<int, double>, bool, Metric> mean, Action<string> undefined)
    {
        if (p.Targets.Contains(0))
        {
            undefined("a target is 0");
        }

        return (MeanMetric)mean(i => Math.Abs(Error(p, i) / p.Targets[i]), false);
    }

    private static double Probability(Predictions p, int row, int c) => p.Probabilities[(row * p.Classes.Count) + c];

    private static int Top(Predictions p, int row)
    {
        var best = 0;
        for (var c = 1; c < p.Classes.Count; c++)
        {
            best = Probability(p, row, c) > Probability(p, row, best) ? c : best;
        }

        return best;
    }

    // How many classes come before the true one; ties go to the lower index.
    private static int Rank(Predictions p, int row)
    {
        var truth = p.Truth[row];
        var own = Probability(p, row, truth);
        return Enumerable.Range(0, p.Classes.Count).Count(c => Probability(p, row, c) > own || (c < truth && Probability(p, row, c) == own));
    }

    private static double Error(Predictions p, int row) => p.Targets[row] - p.Values[row];

    private static double Square(double x) => x * x;
}
