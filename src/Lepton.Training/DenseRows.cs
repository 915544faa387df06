namespace Lepton.Training;

/// <summary>Every value of every row, row-major float32.</summary>
public sealed class DenseRows : FeatureRows
{
    private readonly float[][] batches;
    private readonly int batchRows;

    /// <param name="batches">Row-major pieces of equally many rows, the last one may be shorter.</param>
    public DenseRows(float[][] batches, int columns)
    {
        this.batches = batches;
        Columns = columns;
        batchRows = batches.Length == 0 ? 1 : batches[0].Length / columns;
        Rows = batches.Sum(b => b.Length / columns);
    }

    public override int Rows { get; }

    public override int Columns { get; }

    /// <summary>The pieces, row-major.</summary>
    public IReadOnlyList<float[]> Batches => batches;

    /// <summary>Rows of a piece; the last one may have fewer.</summary>
    public int BatchRows => batchRows;

    public ReadOnlySpan<float> Row(int row) => batches[row / batchRows].AsSpan(row % batchRows * Columns, Columns);

    public override void Multiply(int row, ReadOnlySpan<double> weights, Span<double> output)
    {
        var x = Row(row);
        var k = output.Length;
        for (var j = 0; j < x.Length; j++)
        {
            for (var c = 0; c < k; c++)
            {
                output[c] += x[j] * weights[(j * k) + c];
            }
        }
    }

    public override void AddOuter(int row, ReadOnlySpan<double> scale, Span<double> gradient)
    {
        var x = Row(row);
        var k = scale.Length;
        for (var j = 0; j < x.Length; j++)
        {
            for (var c = 0; c < k; c++)
            {
                gradient[(j * k) + c] += x[j] * scale[c];
            }
        }
    }
}
