using System.Runtime.Intrinsics;

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
        var own = Own(indices, row);
        var x = Own(values, row);
        if (output.Length == Vector512<double>.Count)
        {
            var sum = Vector512.Create<double>(output);
            for (var i = 0; i < own.Length; i++)
            {
                sum += Vector512.Create(weights.Slice(own[i] * Vector512<double>.Count, Vector512<double>.Count)) * x[i];
            }

            sum.CopyTo(output);
            return;
        }

        for (var i = 0; i < own.Length; i++)
        {
            var w = weights.Slice(own[i] * output.Length, output.Length);
            for (var k = 0; k < output.Length; k++)
            {
                output[k] += w[k] * x[i];
            }
        }
    }

    public override void AddOuter(int row, ReadOnlySpan<double> scale, Span<double> gradient)
    {
        var own = Own(indices, row);
        var x = Own(values, row);
        if (scale.Length == Vector512<double>.Count)
        {
            var factor = Vector512.Create(scale);
            for (var i = 0; i < own.Length; i++)
            {
                var target = gradient.Slice(own[i] * Vector512<double>.Count, Vector512<double>.Count);
                (Vector512.Create<double>(target) + (factor * x[i])).CopyTo(target);
            }

            return;
        }

        for (var i = 0; i < own.Length; i++)
        {
            var g = gradient.Slice(own[i] * scale.Length, scale.Length);
            for (var k = 0; k < scale.Length; k++)
            {
                g[k] += scale[k] * x[i];
            }
        }
    }

    private ReadOnlySpan<T> Own<T>(T[] all, int row) => all.AsSpan((int)starts[row], (int)(starts[row + 1] - starts[row]));
}
