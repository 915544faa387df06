namespace Lepton.Evaluation.Metrics;

/// <summary>A function of the confusion matrix (rows true, columns named).</summary>
internal sealed class ConfusionMetric(int[] truth, int[] predicted, int classes, Func<Confusion, double> function) : Metric
{
    public override double Compute(ReadOnlySpan<int> counts)
    {
        var cells = new long[classes * classes];
        for (var i = 0; i < counts.Length; i++)
        {
            cells[(truth[i] * classes) + predicted[i]] += counts[i];
        }

        return function(new Confusion(cells, classes));
    }
}
