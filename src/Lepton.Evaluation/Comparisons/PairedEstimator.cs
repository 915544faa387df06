using Lepton.Core.Diagnostics;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Evaluation.Statistics;
using Lepton.Specs.Metrics;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Comparisons;

/// <summary>Compares metrics of two models on the same rows.</summary>
/// <param name="groups">Index of each row's group, or null where rows stand alone: groups are resampled whole.</param>
internal sealed class PairedEstimator(ModelSpec model, Answers candidate, Answers reference, int[]? groups)
{
    /// <summary>The differences, in the order asked for.</summary>
    /// <exception cref="DiagnosticException">A metric is not defined for these rows.</exception>
    public IReadOnlyList<PairedDifference> Run(IReadOnlyList<(string Metric, GateMethod Method)> wanted, CancellationToken cancellation)
    {
        var metrics = wanted.Select(w => w.Metric).Distinct().ToDictionary(n => n, n => (Candidate: Make(n, candidate), Reference: Make(n, reference)), StringComparer.Ordinal);
        var methods = wanted.Select(w => Choose(w.Metric, w.Method, metrics[w.Metric])).ToList();
        var resampled = wanted.Where((_, i) => methods[i] == Method.Bootstrap).Select(w => w.Metric).Distinct().ToList();
        var values = resampled.Count == 0
            ? []
            : new Bootstrap(candidate.Count, groups, model.Evaluation.Resamples, Seed).Run([.. resampled.SelectMany(n => new[] { metrics[n].Candidate, metrics[n].Reference })], cancellation);
        var ones = new int[candidate.Count];
        Array.Fill(ones, 1);
        return [.. wanted.Select((w, i) =>
        {
            var (own, other) = metrics[w.Metric];
            var at = 2 * resampled.IndexOf(w.Metric);
            var (value, otherValue) = (own.Compute(ones), other.Compute(ones));
            var resampling = methods[i] == Method.Bootstrap ? new ExpandedPercentile([.. values[at].Zip(values[at + 1], (c, r) => c - r)], LeftOut(own, other)) : null;
            return Difference(w.Metric, methods[i], own, other, value, otherValue, resampling);
        })];
    }

    private enum Method
    {
        Tango,
        Mover,
        DeLong,
        McNemar,
        Bootstrap,
        ProportionBootstrap,
    }

    private ulong Seed => (ulong)(uint)model.Seed;

    private Method Choose(string name, GateMethod asked, (Metric Candidate, Metric Reference) metrics)
    {
        if (groups is not null)
        {
            return Method.Bootstrap;
        }

        var isProportion = Pairs(name, metrics.Candidate, metrics.Reference) is not null;
        return asked switch
        {
            GateMethod.Bootstrap => isProportion ? Method.ProportionBootstrap : Method.Bootstrap,
            GateMethod.Mcnemar when isProportion => Method.McNemar,
            GateMethod.Delong => Method.DeLong,
            _ => isProportion ? Method.Tango : name == "auc" && candidate is Predictions ? Method.Mover : Method.Bootstrap,
        };
    }

    private PairedDifference Difference(string name, Method method, Metric own, Metric other, double value, double otherValue, ExpandedPercentile? resampling)
    {
        PairedDifference Make(Func<double, Interval> of, string word, long examples, double least = 0, Func<bool, double>? exact = null) => new(name, otherValue, value, of, word, examples, least, exact);

        if (double.IsNaN(value) || double.IsNaN(otherValue))
        {
            return Make(_ => Interval.None, "none", Examples(name));
        }

        if (method == Method.Bootstrap)
        {
            return Make(resampling!.Of, "bootstrap", Examples(name), 1.0 / model.Evaluation.Resamples);
        }

        if (method is Method.Mover or Method.DeLong)
        {
            return Auc(Make, method);
        }

        var (gained, lost, n) = Pairs(name, own, other)!.Value;
        if (method == Method.ProportionBootstrap)
        {
            var values = ProportionBootstrap.Run(gained, lost, n, model.Evaluation.Resamples, Seed);
            return Make(tail => Percentile.Of(values, tail), "bootstrap", n, 1.0 / values.Length);
        }

        Interval Score(double tail) => Tango.Of(gained, lost, n, tail);
        return method == Method.McNemar
            ? Make(Score, "mcnemar", n, 0, isLoss => isLoss ? McNemar.OneSided(lost, gained) : McNemar.OneSided(gained, lost))
            : Make(Score, "tango", n);
    }

    // Rows that the metric is about, of both models the fewer.
    private long Examples(string name) => (MetricCatalog.Get(name).Basis, candidate, reference) switch
    {
        (MetricBasis.Positives, Predictions a, _) => a.Truth.Count(t => t == 1),
        (MetricBasis.PredictedPositives, Predictions a, Predictions b) => Math.Min(a.Predicted.Count(t => t == 1), b.Predicted.Count(t => t == 1)),
        _ => candidate.Count,
    };

    // The difference without each of some parts of the rows; a group is left out whole.
    private double[] LeftOut(Metric own, Metric other)
    {
        var units = groups is null ? candidate.Count : groups.Max() + 1;
        var parts = Math.Min(units, ExpandedPercentile.MostParts);
        if (parts < 2)
        {
            // Without its only part nothing is left to measure.
            return [];
        }

        var left = new double[parts];
        Parallel.For(0, parts, () => new int[candidate.Count], (part, _, counts) =>
        {
            for (var row = 0; row < counts.Length; row++)
            {
                counts[row] = (groups?[row] ?? row) % parts == part ? 0 : 1;
            }

            left[part] = own.Compute(counts) - other.Compute(counts);
            return counts;
        }, _ => { });
        return left;
    }

    private PairedDifference Auc(Func<Func<double, Interval>, string, long, double, Func<bool, double>?, PairedDifference> make, Method method)
    {
        var (mine, others) = ((Predictions)candidate, (Predictions)reference);
        var (first, second, ofFirst, ofSecond, covariance) = DeLong.Of(others.ProbabilityOf(1), mine.ProbabilityOf(1), Array.ConvertAll(mine.Truth, t => t == 1));
        if (method == Method.DeLong)
        {
            var deviation = Math.Sqrt(Math.Max(0, ofFirst + ofSecond - (2 * covariance)));
            return make(tail => Wald(second - first, deviation, tail), "delong", candidate.Count, 0, null);
        }

        var correlation = ofFirst > 0 && ofSecond > 0 ? Math.Clamp(covariance / Math.Sqrt(ofFirst * ofSecond), -1, 1) : double.NaN;
        return make(tail => Mover.Of(first, LogitAuc.Of(first, ofFirst, tail), second, LogitAuc.Of(second, ofSecond, tail), correlation), "mover", candidate.Count, 0, null);
    }

    private static Interval Wald(double value, double deviation, double tail)
    {
        var half = deviation * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - tail);
        return deviation > 0 ? new Interval(value - half, value + half) : Interval.None;
    }

    // Rows that only the one or only the other has, where the metric is a share of the same rows of both.
    private static (long Gained, long Lost, long Rows)? Pairs(string name, Metric own, Metric other)
    {
        if (!MetricCatalog.Get(name).IsProportion || MetricCatalog.Get(name).Basis == MetricBasis.PredictedPositives || own.Shares is not { } mine || other.Shares is not { } others)
        {
            return null;
        }

        long gained = 0, lost = 0, rows = 0;
        for (var i = 0; i < mine.Numerators.Length; i++)
        {
            rows += mine.Denominators is { } d ? (long)d[i] : 1;
            gained += mine.Numerators[i] > others.Numerators[i] ? 1 : 0;
            lost += mine.Numerators[i] < others.Numerators[i] ? 1 : 0;
        }

        return (gained, lost, rows);
    }

    private Metric Make(string name, Answers rows) => MetricFactory.Create(
        name,
        rows,
        model.Evaluation,
        reason => throw new DiagnosticException(EvaluationDiagnostics.UndefinedMetric(model.At("evaluation", "metrics"), name, reason)));
}
