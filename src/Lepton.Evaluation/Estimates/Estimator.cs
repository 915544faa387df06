using Lepton.Core.Diagnostics;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Evaluation.Statistics;
using Lepton.Specs.Metrics;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Estimates;

/// <summary>Measures metrics with their intervals.</summary>
/// <param name="constant">Answers of the constant model for the same rows.</param>
/// <param name="groups">Index of each row's group, or null where rows stand alone.</param>
public sealed class Estimator(ModelSpec model, Answers predictions, Answers constant, int[]? groups)
{
    private EvaluationSpec Evaluation => model.Evaluation;

    /// <summary>The estimates by name, in the order of the names.</summary>
    /// <exception cref="DiagnosticException">A metric is not defined for these rows.</exception>
    public IReadOnlyDictionary<string, MetricEstimate> Run(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var metrics = names.ToDictionary(n => n, n => Make(n, predictions), StringComparer.Ordinal);
        var ones = new int[predictions.Count];
        Array.Fill(ones, 1);
        var resampled = names.Where(NeedsBootstrap).ToList();
        var values = resampled.Count == 0
            ? []
            : new Bootstrap(predictions.Count, groups, Evaluation.Resamples, (ulong)(uint)model.Seed).Run([.. resampled.Select(n => metrics[n])], cancellation);
        var estimates = new Dictionary<string, MetricEstimate>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var value = metrics[name].Compute(ones);
            var (interval, method) = Interval(name, value, resampled.IndexOf(name) is >= 0 and var i ? values[i] : null);
            var tail = 1 - Evaluation.Confidence;
            estimates[name] = new MetricEstimate(
                value,
                interval(tail / 2),
                interval(tail),
                Examples(name),
                method,
                Make(name, constant).Compute(ones));
        }

        return estimates;
    }

    private bool NeedsBootstrap(string name) =>
        groups is not null || (!MetricCatalog.Get(name).IsProportion && name != "auc");

    private (Func<double, Interval> Of, string Method) Interval(string name, double value, double[]? resampled)
    {
        if (double.IsNaN(value))
        {
            return (_ => Statistics.Interval.None, "none");
        }

        if (resampled is not null)
        {
            return (tail => Percentile.Of(resampled, tail), "bootstrap");
        }

        if (name == "auc" && predictions is Predictions p)
        {
            var (auc, variance) = DeLong.Of(p.ProbabilityOf(1), Array.ConvertAll(p.Truth, t => t == 1));
            return (tail => LogitAuc.Of(auc, variance, tail), "logit");
        }

        return (tail => Wilson.Of(value, Examples(name), tail), "wilson");
    }

    private long Examples(string name) => (MetricCatalog.Get(name).Basis, predictions) switch
    {
        (MetricBasis.Positives, Predictions p) => p.Truth.Count(t => t == 1),
        (MetricBasis.PredictedPositives, Predictions p) => p.Predicted.Count(t => t == 1),
        _ => predictions.Count,
    };

    private Metric Make(string name, Answers rows) => MetricFactory.Create(
        name,
        rows,
        Evaluation,
        reason => throw new DiagnosticException(EvaluationDiagnostics.UndefinedMetric(model.At("evaluation", "metrics"), name, reason)));
}
