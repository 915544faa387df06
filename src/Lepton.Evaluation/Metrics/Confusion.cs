namespace Lepton.Evaluation.Metrics;

/// <summary>A confusion matrix, and the metrics that it determines. Definitions are those of scikit-learn, zero divided by zero is 0 unless said otherwise.</summary>
public sealed class Confusion
{
    private readonly long[] cells;
    private readonly int classes;
    private readonly long[] rowSums;
    private readonly long[] columnSums;

    /// <param name="cells">Row-major [true, named].</param>
    public Confusion(long[] cells, int classes)
    {
        this.cells = cells;
        this.classes = classes;
        rowSums = new long[classes];
        columnSums = new long[classes];
        for (var i = 0; i < cells.Length; i++)
        {
            rowSums[i / classes] += cells[i];
            columnSums[i % classes] += cells[i];
            Total += cells[i];
        }
    }

    public long Total { get; }

    public long this[int truth, int named] => cells[(truth * classes) + named];

    public double Accuracy => (double)Hits / Total;

    /// <summary>Recall of a class; NaN where it has no rows.</summary>
    public double Recall(int c) => rowSums[c] == 0 ? double.NaN : (double)this[c, c] / rowSums[c];

    /// <summary>Precision of a class; NaN where it is never named.</summary>
    public double Precision(int c) => columnSums[c] == 0 ? double.NaN : (double)this[c, c] / columnSums[c];

    public double F1(int c) => rowSums[c] + columnSums[c] == 0 ? 0 : 2.0 * this[c, c] / (rowSums[c] + columnSums[c]);

    public double BalancedAccuracy => Present(c => rowSums[c] > 0).Average(Recall);

    public double Macro(Func<int, double> metric) => Present(c => rowSums[c] + columnSums[c] > 0).Average(c => OrZero(metric(c)));

    public double Weighted(Func<int, double> metric) => Present(c => rowSums[c] > 0).Sum(c => OrZero(metric(c)) * rowSums[c]) / Total;

    /// <summary>Gorodkin's R_K, which for two classes is Matthews' coefficient.</summary>
    public double Matthews
    {
        get
        {
            double s = Total;
            var cross = Present(_ => true).Sum(c => (double)rowSums[c] * columnSums[c]);
            var predicted = (s * s) - columnSums.Sum(x => (double)x * x);
            var truth = (s * s) - rowSums.Sum(x => (double)x * x);
            return predicted * truth == 0 ? 0 : ((Hits * s) - cross) / Math.Sqrt(predicted * truth);
        }
    }

    /// <summary>Cohen 1960: agreement beyond what the margins give by chance.</summary>
    public double Kappa
    {
        get
        {
            double s = Total;
            var chance = Present(_ => true).Sum(c => rowSums[c] / s * (columnSums[c] / s));
            return chance == 1 ? 0 : (Accuracy - chance) / (1 - chance);
        }
    }

    private long Hits => Enumerable.Range(0, classes).Sum(c => this[c, c]);

    private IEnumerable<int> Present(Func<int, bool> condition) => Enumerable.Range(0, classes).Where(condition);

    private static double OrZero(double value) => double.IsNaN(value) ? 0 : value;
}
