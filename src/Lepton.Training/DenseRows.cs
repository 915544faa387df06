namespace Lepton.Training;

/// <summary>Every value of every row, row-major float32, in one piece.</summary>
/// <param name="values">At least <paramref name="rows"/> · <paramref name="columns"/> values, pinned.</param>
public sealed class DenseRows(float[] values, int rows, int columns) : MatrixRows
{
    public override int Rows => rows;

    public override int Columns => columns;

    /// <summary>Memory of so many values; it does not move, so that native code can read it.</summary>
    public static float[] Allocate(int rows, int columns) =>
        GC.AllocateUninitializedArray<float>(checked(rows * columns), pinned: true);

    /// <summary>The values, row-major.</summary>
    public float[] Values => values;

    public override FeatureRows Head(int count) => count >= rows ? this : new DenseRows(values, count, columns);

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

    private ReadOnlySpan<float> Row(int row) => values.AsSpan(row * columns, columns);
}
