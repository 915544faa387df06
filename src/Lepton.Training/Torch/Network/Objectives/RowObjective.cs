using Lepton.Specs.Models;

namespace Lepton.Training.Torch.Network.Objectives;

/// <summary>A class or a value for each row: logarithmic loss for classes, squared for values.</summary>
/// <param name="outputs">Margins of a row.</param>
internal sealed class RowObjective(NetworkParts parts, TaskKind task, int outputs, double labelSmoothing) : Objective(parts)
{
    private readonly TorchSession torch = parts.Torch;
    private readonly Operators operators = parts.Operators;

    public override double Measure(string metric, PartRows rows, NetworkScoring scoring, CancellationToken cancellation) =>
        ValidationMetric.Of(metric, task, outputs, scoring.Answers(rows, cancellation), rows.Targets);

    /// <param name="margins">[rows, outputs].</param>
    public override Tensor Loss(Tensor margins, BatchRows rows)
    {
        var own = Weighted(margins, rows, rows.Share, i => i);
        if (rows.Partners is not { } partners || rows.Share >= 1)
        {
            return own;
        }

        return Parts.Sequences.Add(own, Weighted(margins, rows, 1 - rows.Share, i => partners[i]));
    }

    // Σ share · weight · loss, of the targets of other rows than the margins where rows are mixed.
    private Tensor Weighted(Tensor margins, BatchRows rows, double share, Func<int, int> of)
    {
        var losses = task == TaskKind.MulticlassClassification ? operators.CrossEntropies(margins, torch.From(Classes(rows, of), rows.Count), labelSmoothing)
            : task == TaskKind.BinaryClassification ? operators.BinaryCrossEntropies(operators.Flatten(margins), torch.From(Values(rows, of), rows.Count))
            : operators.SquaredErrors(operators.Flatten(margins), torch.From(Values(rows, of), rows.Count));
        return operators.Sum(operators.Multiply(losses, torch.From(Shares(rows, share, of), rows.Count)));
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
