using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lepton.Evaluation.Statistics;

namespace Lepton.Evaluation.Metrics;

/// <summary>Area under the ROC curve: the chance that a positive row scores above a negative one, ties half.</summary>
internal sealed class AucMetric : Metric
{
    // Rows whose counts are summed in 16 bits before they are taken over.
    private const int Block = 64;

    private readonly int[] order;
    private readonly bool[] positive;
    private readonly bool[] tiedWithNext;

    // The same order with the negative rows of a tie first, and with its positive ones first: between them ties count half.
    private readonly Lazy<int[][]> orders;

    public AucMetric(double[] scores, bool[] positive)
    {
        order = [.. Enumerable.Range(0, scores.Length)];
        var keys = (double[])scores.Clone();
        Array.Sort(keys, order);
        this.positive = Array.ConvertAll(order, i => positive[i]);
        tiedWithNext = new bool[scores.Length];
        for (var i = 0; i + 1 < keys.Length; i++)
        {
            tiedWithNext[i] = keys[i] == keys[i + 1];
        }

        orders = new(() => Array.Exists(tiedWithNext, t => t) ? [Broken(negativesFirst: true), Broken(negativesFirst: false)] : [Broken(negativesFirst: true)]);
    }

    public override bool ComputesMany => Avx2.IsSupported;

    public override double Compute(ReadOnlySpan<int> counts)
    {
        long negatives = 0, positives = 0, tiedNegatives = 0, tiedPositives = 0;
        var wins = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            var count = counts[order[i]];
            if (positive[i])
            {
                tiedPositives += count;
            }
            else
            {
                tiedNegatives += count;
            }

            if (!tiedWithNext[i])
            {
                wins += tiedPositives * (negatives + (0.5 * tiedNegatives));
                positives += tiedPositives;
                negatives += tiedNegatives;
                tiedPositives = 0;
                tiedNegatives = 0;
            }
        }

        return positives == 0 || negatives == 0 ? double.NaN : wins / ((double)positives * negatives);
    }

    internal override void ComputeMany(ReadOnlySpan<byte> counts, Span<double> values)
    {
        Span<long> wins = stackalloc long[Bootstrap.Lanes];
        Span<long> negatives = stackalloc long[Bootstrap.Lanes];
        Span<long> positives = stackalloc long[Bootstrap.Lanes];
        foreach (var way in orders.Value)
        {
            negatives.Clear();
            positives.Clear();
            for (var start = 0; start < way.Length; start += Block)
            {
                Add(counts, way.AsSpan(start, Math.Min(Block, way.Length - start)), wins, negatives, positives);
            }
        }

        for (var lane = 0; lane < values.Length; lane++)
        {
            values[lane] = positives[lane] == 0 || negatives[lane] == 0 ? double.NaN : (double)wins[lane] / orders.Value.Length / ((double)positives[lane] * negatives[lane]);
        }
    }

    // Of a block: how many of its positive counts meet how many negative ones that came before, in the block and before it. Where all
    // counts of a block are at most 255 together, products and sums fit 16 bits; else they are taken one by one.
    private static void Add(ReadOnlySpan<byte> counts, ReadOnlySpan<int> rows, Span<long> wins, Span<long> negatives, Span<long> positives)
    {
        ref var first = ref MemoryMarshal.GetReference(counts);
        Vector256<ushort> low = default, high = default, lowPositives = default, highPositives = default, lowWins = default, highWins = default;
        foreach (var signed in rows)
        {
            // A negative row is written as its complement.
            var isNegative = signed < 0;
            var row = isNegative ? ~signed : signed;
            var own = Vector256.LoadUnsafe(ref first, (nuint)row * Bootstrap.Lanes);
            var (a, b) = (Avx2.ConvertToVector256Int16(own.GetLower()).AsUInt16(), Avx2.ConvertToVector256Int16(own.GetUpper()).AsUInt16());
            var mask = Vector256.Create(isNegative ? ushort.MaxValue : (ushort)0);
            lowWins += Avx2.MultiplyLow(Avx2.AndNot(mask, a), low);
            highWins += Avx2.MultiplyLow(Avx2.AndNot(mask, b), high);
            lowPositives += Avx2.AndNot(mask, a);
            highPositives += Avx2.AndNot(mask, b);
            low += a & mask;
            high += b & mask;
        }

        var isSmall = !Vector256.GreaterThanAny(low + lowPositives, Vector256.Create((ushort)255)) && !Vector256.GreaterThanAny(high + highPositives, Vector256.Create((ushort)255));
        Span<ushort> ofNegatives = stackalloc ushort[Bootstrap.Lanes];
        Span<ushort> ofPositives = stackalloc ushort[Bootstrap.Lanes];
        Span<ushort> ofWins = stackalloc ushort[Bootstrap.Lanes];
        low.CopyTo(ofNegatives);
        high.CopyTo(ofNegatives[Vector256<ushort>.Count..]);
        lowPositives.CopyTo(ofPositives);
        highPositives.CopyTo(ofPositives[Vector256<ushort>.Count..]);
        lowWins.CopyTo(ofWins);
        highWins.CopyTo(ofWins[Vector256<ushort>.Count..]);
        for (var lane = 0; lane < Bootstrap.Lanes; lane++)
        {
            wins[lane] += (ofPositives[lane] * negatives[lane]) + (isSmall ? ofWins[lane] : Within(counts, rows, lane));
            negatives[lane] += ofNegatives[lane];
            positives[lane] += ofPositives[lane];
        }
    }

    private static long Within(ReadOnlySpan<byte> counts, ReadOnlySpan<int> rows, int lane)
    {
        long negatives = 0, wins = 0;
        foreach (var signed in rows)
        {
            long count = counts[((signed < 0 ? ~signed : signed) * Bootstrap.Lanes) + lane];
            wins += signed < 0 ? 0 : count * negatives;
            negatives += signed < 0 ? count : 0;
        }

        return wins;
    }

    private int[] Broken(bool negativesFirst)
    {
        var made = new List<int>(order.Length);
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (tiedWithNext[end])
            {
                end++;
            }

            var tie = Enumerable.Range(start, end - start + 1).ToList();
            made.AddRange(tie.OrderBy(i => positive[i] == negativesFirst).Select(i => positive[i] ? order[i] : ~order[i]));
            start = end + 1;
        }

        return [.. made];
    }
}
