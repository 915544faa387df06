using System.Numerics;

namespace Lepton.Training;

/// <summary>The values that are not zero, row by row (CSR).</summary>
public sealed class SparseRows : MatrixRows
{
    private readonly long[] starts;
    private readonly int[] indices;
    private readonly float[] values;

    /// <param name="batches">Pieces in row order: the number of values in each row, their columns, and the values.</param>
    public SparseRows(IReadOnlyList<(int[] Counts, int[] Indices, float[] Values)> batches, int columns)
    {
        Columns = columns;
        Rows = batches.Sum(b => b.Counts.Length);
        starts = new long[Rows + 1];
        indices = [.. batches.SelectMany(b => b.Indices)];
        values = [.. batches.SelectMany(b => b.Values)];
        var row = 0;
        foreach (var count in batches.SelectMany(b => b.Counts))
        {
            starts[row + 1] = starts[row] + count;
            row++;
        }
    }

    private SparseRows(SparseRows all, int rows)
    {
        (starts, indices, values, Columns) = (all.starts, all.indices, all.values, all.Columns);
        Rows = rows;
    }

    public override int Rows { get; }

    public override int Columns { get; }

    public override FeatureRows Head(int count) => count >= Rows ? this : new SparseRows(this, count);

    /// <summary>The sparse form of a dense, row-major piece.</summary>
    public static (int[] Counts, int[] Indices, float[] Values) Compress(ReadOnlySpan<float> dense, int rows)
    {
        var columns = rows == 0 ? 0 : dense.Length / rows;
        var counts = new int[rows];
        var indices = new List<int>();
        var values = new List<float>();
        for (var row = 0; row < rows; row++)
        {
            var x = dense.Slice(row * columns, columns);
            var at = 0;
            while (true)
            {
                var next = x[at..].IndexOfAnyExcept(0f);
                if (next < 0)
                {
                    break;
                }

                indices.Add(at + next);
                values.Add(x[at + next]);
                counts[row]++;
                at += next + 1;
            }
        }

        return (counts, [.. indices], [.. values]);
    }

    public override void Multiply(int row, ReadOnlySpan<double> weights, Span<double> output)
    {
        for (var i = starts[row]; i < starts[row + 1]; i++)
        {
            Add(weights.Slice(indices[i] * output.Length, output.Length), values[i], output);
        }
    }

    public override void AddOuter(int row, ReadOnlySpan<double> scale, Span<double> gradient)
    {
        for (var i = starts[row]; i < starts[row + 1]; i++)
        {
            Add(scale, values[i], gradient.Slice(indices[i] * scale.Length, scale.Length));
        }
    }

    // Element by element, so that the width of the vectors does not change the result.
    private static void Add(ReadOnlySpan<double> source, double factor, Span<double> target)
    {
        var i = 0;
        for (; i + Vector<double>.Count <= source.Length; i += Vector<double>.Count)
        {
            (new Vector<double>(target[i..]) + (new Vector<double>(source[i..]) * factor)).CopyTo(target[i..]);
        }

        for (; i < source.Length; i++)
        {
            target[i] += source[i] * factor;
        }
    }
}
