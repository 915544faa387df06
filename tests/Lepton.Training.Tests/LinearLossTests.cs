using Lepton.Training.Linear;

namespace Lepton.Training.Tests;

public sealed class LinearLossTests
{
    private const int Rows = 1500;
    private const int Columns = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(19)]
    public void The_gradient_is_the_loss_s_slope(int classes)
    {
        var (dense, _) = Sets(classes);
        var loss = new LinearLoss(dense, classes, isRegression: false, l2: 0.3);
        var point = Point(loss.Size);
        var gradient = new double[loss.Size];
        loss.Evaluate(point, gradient);
        const double Step = 1e-5;
        for (var i = 0; i < point.Length; i += 3)
        {
            var ignored = new double[loss.Size];
            var up = (double[])point.Clone();
            var down = (double[])point.Clone();
            up[i] += Step;
            down[i] -= Step;
            var slope = (loss.Evaluate(up, ignored) - loss.Evaluate(down, ignored)) / (2 * Step);
            Assert.Equal(slope, gradient[i], 1e-4);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(19)]
    public void Sparse_rows_give_the_bytes_of_dense_ones(int classes)
    {
        var (dense, sparse) = Sets(classes);
        var first = new LinearLoss(dense, classes, isRegression: false, l2: 0.3);
        var second = new LinearLoss(sparse, classes, isRegression: false, l2: 0.3);
        var (a, b) = (new double[first.Size], new double[first.Size]);
        var point = Point(first.Size);
        Assert.Equal(first.Evaluate(point, a), second.Evaluate(point, b));
        Assert.Equal(a, b);
    }

    [Fact]
    public void Weights_are_unpacked_to_columns_by_classes()
    {
        const int Classes = 11;
        var (dense, _) = Sets(Classes);
        var loss = new LinearLoss(dense, Classes, isRegression: false, l2: 0);
        var packed = new double[loss.Size];
        for (var column = 0; column < Columns; column++)
        {
            for (var c = 0; c < Classes; c++)
            {
                packed[c < 8 ? (column * 8) + c : (Columns * 8) + (column * 3) + c - 8] = (100 * column) + c;
            }
        }

        var unpacked = loss.Unpack(packed);
        Assert.All(Enumerable.Range(0, Columns * Classes), i => Assert.Equal((100 * (i / Classes)) + (i % Classes), unpacked[i]));
    }

    private static double[] Point(int size)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() - 0.5)];
    }

    private static (TrainingSet Dense, TrainingSet Sparse) Sets(int classes)
    {
        var random = new Random(5);
        float[] values = [.. Enumerable.Range(0, Rows * Columns).Select(_ => random.Next(3) == 0 ? random.NextSingle() : 0)];
        double[] targets = [.. Enumerable.Range(0, Rows).Select(_ => (double)random.Next(Math.Max(2, classes)))];
        double[] weights = [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())];
        var dense = new TrainingSet(new DenseRows(values, Rows, Columns), targets, weights);
        return (dense, dense with { Features = new SparseRows([SparseRows.Compress(values, Rows)], Columns) });
    }
}
