namespace Lepton.Training.Linear;

/// <summary>
/// The penalised loss and its gradient. Rows are cut into a fixed number of blocks whose sums are added in order, so that
/// the result does not depend on the number of threads. Classes are taken in groups: the weights of a group that rows
/// often ask for stay in the processor's cache.
/// </summary>
internal sealed class LinearLoss(TrainingSet rows, int classes, bool isRegression, double l2)
{
    private const int Blocks = 2;

    // Eight doubles are a line of the cache.
    private const int GroupWidth = 8;
    private const int TileRows = 1024;

    private readonly MatrixRows features = rows.Matrix;
    private readonly double[][] sums = [.. Enumerable.Range(0, Blocks).Select(_ => new double[(rows.Matrix.Columns + 1) * classes])];

    /// <summary>The weights of each group of classes, [columns, classes of the group], then one intercept a class.</summary>
    public int Size => (features.Columns + 1) * classes;

    /// <summary>The loss at a point; its gradient is written.</summary>
    public double Evaluate(double[] point, double[] gradient)
    {
        var losses = new double[Blocks];
        Parallel.For(0, Blocks, b =>
        {
            Array.Clear(sums[b]);
            var start = (int)((long)features.Rows * b / Blocks);
            var end = (int)((long)features.Rows * (b + 1) / Blocks);
            for (var tile = start; tile < end; tile += TileRows)
            {
                losses[b] += Tile(point, sums[b], tile, Math.Min(end, tile + TileRows));
            }
        });
        var penalty = 0.0;
        for (var i = 0; i < gradient.Length; i++)
        {
            var sum = 0.0;
            foreach (var own in sums)
            {
                sum += own[i];
            }

            var weight = i < gradient.Length - classes ? point[i] : 0;
            penalty += weight * weight;
            gradient[i] = sum + (l2 * weight);
        }

        return losses.Sum() + (0.5 * l2 * penalty);
    }

    /// <summary>A point with its weights as [columns, classes], then the intercepts.</summary>
    public double[] Unpack(double[] point)
    {
        var unpacked = new double[point.Length];
        point.AsSpan(^classes..).CopyTo(unpacked.AsSpan(^classes..));
        foreach (var (first, width) in Groups())
        {
            var own = Weights(point, first, width);
            for (var column = 0; column < features.Columns; column++)
            {
                own.Slice(column * width, width).CopyTo(unpacked.AsSpan((column * classes) + first));
            }
        }

        return unpacked;
    }

    private double Tile(double[] point, double[] gradient, int start, int end)
    {
        var margins = new double[(end - start) * classes];
        for (var row = start; row < end; row++)
        {
            point.AsSpan(^classes..).CopyTo(margins.AsSpan((row - start) * classes));
        }

        foreach (var (first, width) in Groups())
        {
            var weights = Weights(point, first, width);
            for (var row = start; row < end; row++)
            {
                features.Multiply(row, weights, margins.AsSpan(((row - start) * classes) + first, width));
            }
        }

        var loss = 0.0;
        var intercepts = gradient.AsSpan(^classes..);
        for (var row = start; row < end; row++)
        {
            var z = margins.AsSpan((row - start) * classes, classes);
            var weight = rows.Weights[row];
            loss += weight * (isRegression ? Squared(z, rows.Targets[row]) : classes == 1 ? Logistic(z, rows.Targets[row]) : Multinomial(z, (int)rows.Targets[row]));
            for (var c = 0; c < classes; c++)
            {
                z[c] *= weight;
                intercepts[c] += z[c];
            }
        }

        foreach (var (first, width) in Groups())
        {
            var own = Weights(gradient, first, width);
            for (var row = start; row < end; row++)
            {
                features.AddOuter(row, margins.AsSpan(((row - start) * classes) + first, width), own);
            }
        }

        return loss;
    }

    private IEnumerable<(int First, int Width)> Groups()
    {
        for (var first = 0; first < classes; first += GroupWidth)
        {
            yield return (first, Math.Min(GroupWidth, classes - first));
        }
    }

    private Span<double> Weights(double[] point, int first, int width) => point.AsSpan(features.Columns * first, features.Columns * width);

    // Each writes the derivative in place of the margin.
    private static double Squared(Span<double> z, double target)
    {
        z[0] -= target;
        return 0.5 * z[0] * z[0];
    }

    private static double Logistic(Span<double> z, double target)
    {
        var margin = z[0];
        var loss = Math.Max(margin, 0) - (margin * target) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
        z[0] = (1 / (1 + Math.Exp(-margin))) - target;
        return loss;
    }

    private static double Multinomial(Span<double> z, int target)
    {
        var max = double.NegativeInfinity;
        foreach (var v in z)
        {
            max = Math.Max(max, v);
        }

        var sum = 0.0;
        var own = z[target];
        for (var c = 0; c < z.Length; c++)
        {
            z[c] = Math.Exp(z[c] - max);
            sum += z[c];
        }

        for (var c = 0; c < z.Length; c++)
        {
            z[c] /= sum;
        }

        z[target] -= 1;
        return max + Math.Log(sum) - own;
    }
}
