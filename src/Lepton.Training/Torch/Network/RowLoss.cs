using Lepton.Specs.Models;

namespace Lepton.Training.Torch.Network;

/// <summary>The mean of the rows' losses, each counted by its weight: logarithmic for classes, squared for values.</summary>
internal sealed class RowLoss(TorchSession torch, Operators operators, TaskKind task, double labelSmoothing)
{
    /// <param name="margins">[rows, outputs].</param>
    public Tensor Of(Tensor margins, BatchRows rows)
    {
        var own = Weighted(margins, rows, rows.Share, i => i);
        if (rows.Partners is not { } partners || rows.Share >= 1)
        {
            return own;
        }

        return operators.Sum(own, Weighted(margins, rows, 1 - rows.Share, i => partners[i]));
    }

    // Σ share · weight · loss, of the targets of other rows than the margins where rows are mixed.
    private Tensor Weighted(Tensor margins, BatchRows rows, double share, Func<int, int> of)
    {
        var total = 0.0;
        foreach (var weight in rows.Weights.AsSpan(0, rows.Count))
        {
            total += weight;
        }

        var weights = new float[rows.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(share * rows.Weights[of(i)] / total);
        }

        var losses = task == TaskKind.MulticlassClassification ? operators.CrossEntropies(margins, torch.From(Classes(rows, of), rows.Count), labelSmoothing)
            : task == TaskKind.BinaryClassification ? operators.BinaryCrossEntropies(operators.Flatten(margins), torch.From(Values(rows, of), rows.Count))
            : operators.SquaredErrors(operators.Flatten(margins), torch.From(Values(rows, of), rows.Count));
        return operators.Sum(operators.Multiply(losses, torch.From(weights, weights.Length)));
    }

    private static long[] Classes(BatchRows rows, Func<int, int> of)
    {
        var classes = new long[rows.Count];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = (long)rows.Targets[of(i)];
        }

        return classes;
    }

    private float[] Values(BatchRows rows, Func<int, int> of)
    {
        var smoothing = task == TaskKind.BinaryClassification ? labelSmoothing : 0;
        var values = new float[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((rows.Targets[of(i)] * (1 - smoothing)) + (0.5 * smoothing));
        }

        return values;
    }
}
