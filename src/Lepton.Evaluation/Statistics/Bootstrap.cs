using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lepton.Evaluation.Metrics;

namespace Lepton.Evaluation.Statistics;

/// <summary>
/// Resamples rows, or whole groups of rows, with replacement, and computes metrics on each resample (Efron 1979). All
/// metrics see the same resamples. The result depends on the seed alone, not on the number of threads.
/// </summary>
public sealed class Bootstrap(int rows, int[]? groups, int resamples, ulong seed)
{
    /// <summary>Resamples that are computed at once where a metric can: one byte of a vector each.</summary>
    internal const int Lanes = 32;

    // With more rows than these the counts of many resamples would fill the memory.
    private const int MostRowsAtOnce = 1 << 20;

    /// <summary>Values by metric and resample.</summary>
    public double[][] Run(IReadOnlyList<Metric> metrics, CancellationToken cancellation)
    {
        var values = metrics.Select(_ => new double[resamples]).ToArray();
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        var isMany = rows <= MostRowsAtOnce && metrics.Any(m => m.ComputesMany);
        Parallel.For(
            0,
            isMany ? (resamples + Lanes - 1) / Lanes : resamples,
            options,
            () => new Scratch(rows, groups is null ? 0 : groups.Max() + 1, isMany),
            (b, _, scratch) =>
            {
                if (isMany)
                {
                    Many(metrics, values, b * Lanes, scratch);
                }
                else
                {
                    One(metrics, values, b, scratch);
                }

                return scratch;
            },
            _ => { });
        return values;
    }

    // The state is itself drawn: states one step of the generator apart would give the same numbers, shifted by one.
    internal static ulong StateOf(ulong seed, int resample) => new SplitMix64(seed ^ new SplitMix64((ulong)resample).Next()).Next();

    private void One(IReadOnlyList<Metric> metrics, double[][] values, int resample, Scratch scratch)
    {
        Draw(scratch, resample);
        for (var m = 0; m < metrics.Count; m++)
        {
            values[m][resample] = metrics[m].Compute(scratch.Counts);
        }
    }

    private void Many(IReadOnlyList<Metric> metrics, double[][] values, int first, Scratch scratch)
    {
        var count = Math.Min(Lanes, resamples - first);
        var isAll = groups is null && metrics.All(m => m.ComputesMany);
        for (var lane = 0; lane < count; lane++)
        {
            var bytes = scratch.ByLane.AsSpan(lane * rows, rows);
            if (isAll)
            {
                new SplitMix64(StateOf(seed, first + lane)).Multinomial(bytes);
                continue;
            }

            Draw(scratch, first + lane);
            for (var m = 0; m < metrics.Count; m++)
            {
                if (!metrics[m].ComputesMany)
                {
                    values[m][first + lane] = metrics[m].Compute(scratch.Counts);
                }
            }

            for (var i = 0; i < rows; i++)
            {
                bytes[i] = checked((byte)scratch.Counts[i]);
            }
        }

        Turn(scratch.ByLane, scratch.ByRow, rows);
        Span<double> found = stackalloc double[Lanes];
        for (var m = 0; m < metrics.Count; m++)
        {
            if (metrics[m].ComputesMany)
            {
                metrics[m].ComputeMany(scratch.ByRow, found);
                found[..count].CopyTo(values[m].AsSpan(first));
            }
        }
    }

    private void Draw(Scratch scratch, int resample)
    {
        var random = new SplitMix64(StateOf(seed, resample));
        if (groups is null)
        {
            random.Multinomial(scratch.Counts);
            return;
        }

        random.Multinomial(scratch.Groups);
        for (var i = 0; i < scratch.Counts.Length; i++)
        {
            scratch.Counts[i] = scratch.Groups[groups[i]];
        }
    }

    // [lanes, rows] to [rows, lanes], by squares of sixteen: four rounds of taking turns between the upper and the lower half turn a square.
    private static void Turn(byte[] byLane, byte[] byRow, int rows)
    {
        const int Side = 16;
        Span<Vector128<byte>> square = stackalloc Vector128<byte>[Side];
        Span<Vector128<byte>> turned = stackalloc Vector128<byte>[Side];
        var start = 0;
        for (; Sse2.IsSupported && start + Side <= rows; start += Side)
        {
            for (var half = 0; half < Lanes; half += Side)
            {
                for (var i = 0; i < Side; i++)
                {
                    square[i] = Vector128.LoadUnsafe(ref byLane[((half + i) * rows) + start]);
                }

                for (var round = 0; round < 4; round++)
                {
                    for (var i = 0; i < Side / 2; i++)
                    {
                        turned[2 * i] = Sse2.UnpackLow(square[i], square[i + (Side / 2)]);
                        turned[(2 * i) + 1] = Sse2.UnpackHigh(square[i], square[i + (Side / 2)]);
                    }

                    turned.CopyTo(square);
                }

                for (var i = 0; i < Side; i++)
                {
                    square[i].StoreUnsafe(ref byRow[((start + i) * Lanes) + half]);
                }
            }
        }

        for (; start < rows; start++)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                byRow[(start * Lanes) + lane] = byLane[(lane * rows) + start];
            }
        }
    }

    private sealed class Scratch(int rows, int groups, bool isMany)
    {
        public int[] Counts { get; } = new int[rows];

        public int[] Groups { get; } = new int[groups];

        public byte[] ByLane { get; } = isMany ? new byte[rows * Lanes] : [];

        public byte[] ByRow { get; } = isMany ? new byte[rows * Lanes] : [];
    }
}
