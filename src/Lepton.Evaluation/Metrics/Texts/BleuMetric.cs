using Lepton.Evaluation.Scoring;

namespace Lepton.Evaluation.Metrics.Texts;

/// <summary>
/// BLEU of all rows together (Papineni et al. 2002) with one reference a row, from 0 to 100, as sacreBLEU has it by default: orders 1 to 4,
/// exponential smoothing of precisions that are zero (Chen and Cherry 2014, method 3), no effective order.
/// </summary>
internal sealed class BleuMetric : Metric
{
    private const int Orders = 4;

    // Of each row: its tokens, those of its target, and for each order the runs that are shared and all.
    private readonly int[] written;
    private readonly int[] wanted;
    private readonly int[,] shared;

    public BleuMetric(TextAnswers answers)
    {
        (written, wanted, shared) = (new int[answers.Count], new int[answers.Count], new int[answers.Count, Orders]);
        for (var row = 0; row < answers.Count; row++)
        {
            var (own, target) = (BleuTokens.Of(answers.Predicted[row]), BleuTokens.Of(answers.Truth[row]));
            (written[row], wanted[row]) = (own.Length, target.Length);
            for (var order = 1; order <= Orders; order++)
            {
                shared[row, order - 1] = Grams.Shared(target, own, order);
            }
        }
    }

    public override double Compute(ReadOnlySpan<int> counts)
    {
        long own = 0, target = 0;
        Span<long> right = stackalloc long[Orders];
        Span<long> all = stackalloc long[Orders];
        for (var row = 0; row < counts.Length; row++)
        {
            own += (long)counts[row] * written[row];
            target += (long)counts[row] * wanted[row];
            for (var order = 0; order < Orders; order++)
            {
                right[order] += (long)counts[row] * shared[row, order];
                all[order] += (long)counts[row] * Math.Max(0, written[row] - order);
            }
        }

        if (right[0] == 0 || all[^1] == 0)
        {
            return 0;
        }

        var (logs, smooth) = (0.0, 1.0);
        for (var order = 0; order < Orders; order++)
        {
            smooth *= right[order] == 0 ? 2 : 1;
            logs += Math.Log(right[order] == 0 ? 1 / (smooth * all[order]) : (double)right[order] / all[order]);
        }

        var brevity = own < target ? Math.Exp(1 - ((double)target / own)) : 1;
        return 100 * brevity * Math.Exp(logs / Orders);
    }
}
