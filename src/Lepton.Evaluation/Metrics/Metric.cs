namespace Lepton.Evaluation.Metrics;

/// <summary>A metric made ready for one set of predictions: what does not change between resamples is computed once.</summary>
public abstract class Metric
{
    /// <summary>The metric when row i occurs <paramref name="counts"/>[i] times; NaN where it is not defined.</summary>
    /// <param name="counts">One count a row, at least 0. Called from several threads at once.</param>
    public abstract double Compute(ReadOnlySpan<int> counts);

    /// <summary>Whether <see cref="ComputeMany"/> is there, and faster.</summary>
    public virtual bool ComputesMany => false;

    /// <summary>The metric of <see cref="Statistics.Bootstrap.Lanes"/> resamples at once.</summary>
    /// <param name="counts">Row-major [rows, lanes].</param>
    /// <param name="values">One a lane.</param>
    internal virtual void ComputeMany(ReadOnlySpan<byte> counts, Span<double> values) => throw new NotSupportedException();

    /// <summary>What each row adds above and below the line, where the metric is Σ numerator / Σ denominator; no denominators where each is 1. Null for others.</summary>
    public virtual (double[] Numerators, double[]? Denominators)? Shares => null;
}
