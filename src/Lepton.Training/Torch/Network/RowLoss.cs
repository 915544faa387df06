using Lepton.Specs.Models;

namespace Lepton.Training.Torch.Network;

/// <summary>The mean of the rows' losses, each counted by its weight: logarithmic for classes, squared for values.</summary>
internal sealed class RowLoss(TorchSession torch, Operators operators, TaskKind task, double labelSmoothing)
{
    /// <param name="margins">[rows, outputs].</param>
    /// <param name="rows">Numbers of the part's rows.</param>
    public Tensor Of(Tensor margins, Rows part, ReadOnlySpan<long> rows)
    {
        var weights = new float[rows.Length];
        var total = 0.0;
        foreach (var row in rows)
        {
            total += part.Weights[row];
        }

        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(part.Weights[rows[i]] / total);
        }

        var losses = task == TaskKind.MulticlassClassification ? operators.CrossEntropies(margins, torch.From(Classes(part, rows), rows.Length), labelSmoothing)
            : task == TaskKind.BinaryClassification ? operators.BinaryCrossEntropies(operators.Flatten(margins), torch.From(Values(part, rows), rows.Length))
            : operators.SquaredErrors(operators.Flatten(margins), torch.From(Values(part, rows), rows.Length));
        return operators.Sum(operators.Multiply(losses, torch.From(weights, weights.Length)));
    }

    private static long[] Classes(Rows part, ReadOnlySpan<long> rows)
    {
        var classes = new long[rows.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = (long)part.Targets[rows[i]];
        }

        return classes;
    }

    private float[] Values(Rows part, ReadOnlySpan<long> rows)
    {
        var smoothing = task == TaskKind.BinaryClassification ? labelSmoothing : 0;
        var values = new float[rows.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((part.Targets[rows[i]] * (1 - smoothing)) + (0.5 * smoothing));
        }

        return values;
    }
}
