using Lepton.Data.Table;
using Lepton.Specs.Datasets;

namespace Lepton.Training;

/// <summary>Rows to learn from or to look at while learning.</summary>
/// <param name="Features">The features.</param>
/// <param name="Targets">Index of the class, or the value.</param>
/// <param name="Weights">One a row.</param>
/// <param name="Labels">Where tokens have tags: the tag's index for each token that the network sees, 0 for the one that starts a row; else null.</param>
public sealed record TrainingSet(FeatureRows Features, double[] Targets, double[] Weights, NumberedRows? Labels = null)
{
    /// <summary>The features of a trainer that takes a matrix.</summary>
    public MatrixRows Matrix => (MatrixRows)Features;

    /// <summary>What the column of weights says of rows; 1 each where there is none.</summary>
    public static double[] WeightsOf(DataTable rows)
    {
        var weight = rows.Columns.FirstOrDefault(c => c.Column.Role == ColumnRole.Weight);
        return weight is null ? [.. Enumerable.Repeat(1.0, rows.Count)] : weight.Numbers ?? Array.ConvertAll(weight.Wholes!, w => (double)w);
    }

    /// <summary>Weighted mean and standard deviation of the targets; the latter is 1 where all are the same.</summary>
    public (double Mean, double Deviation) Moments()
    {
        var total = Weights.Sum();
        var mean = Targets.Select((v, i) => v * Weights[i]).Sum() / total;
        var deviation = Math.Sqrt(Targets.Select((v, i) => Weights[i] * (v - mean) * (v - mean)).Sum() / total);
        return (mean, deviation > 0 ? deviation : 1);
    }
}
