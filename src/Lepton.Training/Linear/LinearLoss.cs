namespace Lepton.Training.Linear;

/// <summary>
/// The penalised loss and its gradient. Rows are cut into a fixed number of blocks whose sums are added in order, so that
/// the result does not depend on the number of threads.
/// </summary>
internal sealed class LinearLoss(TrainingSet rows, int classes, bool isRegression, double l2)
{
    private const int Blocks = 2;

    /// <summary>Weights [features, classes], then one intercept a class.</summary>
    public int Size => (rows.Matrix.Columns + 1) * classes;

    /// <summary>The loss at a point; its gradient is written.</summary>
    public double Evaluate(double[] point, double[] gradient)
    {
        var losses = new double[Blocks];
        var gradients = new double[Blocks][];
        Parallel.For(0, Blocks, b =>
        {
            gradients[b] = b == 0 ? gradient : new double[gradient.Length];
            var start = (int)((long)rows.Features.Rows * b / Blocks);
            var end = (int)((long)rows.Features.Rows * (b + 1) / Blocks);
            losses[b] = Block(point, gradients[b], start, end);
        });
        for (var b = 1; b < Blocks; b++)
        {
            var other = gradients[b];
            for (var i = 0; i < gradient.Length; i++)
            {
                gradient[i] += other[i];
            }
        }

        var penalty = 0.0;
        for (var i = 0; i < gradient.Length - classes; i++)
        {
            penalty += point[i] * point[i];
            gradient[i] += l2 * point[i];
        }

        return losses.Sum() + (0.5 * l2 * penalty);
    }

    private double Block(double[] point, double[] gradient, int start, int end)
    {
        var weights = point.AsSpan(0, point.Length - classes);
        var intercepts = point.AsSpan(point.Length - classes);
        var loss = 0.0;
        var z = new double[classes];
        for (var row = start; row < end; row++)
        {
            intercepts.CopyTo(z);
            rows.Matrix.Multiply(row, weights, z);
            var weight = rows.Weights[row];
            loss += weight * (isRegression ? Squared(z, rows.Targets[row]) : classes == 1 ? Logistic(z, rows.Targets[row]) : Multinomial(z, (int)rows.Targets[row]));
            for (var c = 0; c < classes; c++)
            {
                z[c] *= weight;
                gradient[gradient.Length - classes + c] += z[c];
            }

            rows.Matrix.AddOuter(row, z, gradient.AsSpan(0, gradient.Length - classes));
        }

        return loss;
    }

    // Each writes the derivative in place of the margin.
    private static double Squared(double[] z, double target)
    {
        z[0] -= target;
        return 0.5 * z[0] * z[0];
    }

    private static double Logistic(double[] z, double target)
    {
        var margin = z[0];
        var loss = Math.Max(margin, 0) - (margin * target) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
        z[0] = (1 / (1 + Math.Exp(-margin))) - target;
        return loss;
    }

    private static double Multinomial(double[] z, int target)
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
