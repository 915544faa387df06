using Lepton.Evaluation.Metrics;

namespace Lepton.Evaluation.Statistics;

/// <summary>
/// Resamples rows, or whole groups of rows, with replacement, and computes metrics on each resample (Efron 1979). All
/// metrics see the same resamples. The result depends on the seed alone, not on the number of threads.
/// </summary>
public sealed class Bootstrap(int rows, int[]? groups, int resamples, ulong seed)
{
    /// <summary>Values by metric and resample.</summary>
    public double[][] Run(IReadOnlyList<Metric> metrics, CancellationToken cancellation)
    {
        var values = metrics.Select(_ => new double[resamples]).ToArray();
        var groupCount = groups is null ? 0 : groups.Max() + 1;
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(
            0,
            resamples,
            options,
            () => (Counts: new int[rows], Groups: new int[groupCount]),
            (b, _, scratch) =>
            {
                Draw(scratch.Counts, scratch.Groups, StateOf(seed, b));
                for (var m = 0; m < metrics.Count; m++)
                {
                    values[m][b] = metrics[m].Compute(scratch.Counts);
                }

                return scratch;
            },
            _ => { });
        return values;
    }

    // The state is itself drawn: states one step of the generator apart would give the same numbers, shifted by one.
    internal static ulong StateOf(ulong seed, int resample) => new SplitMix64(seed ^ new SplitMix64((ulong)resample).Next()).Next();

    private void Draw(int[] counts, int[] groupCounts, ulong state)
    {
        var random = new SplitMix64(state);
        if (groups is null)
        {
            random.Multinomial(counts);
            return;
        }

        random.Multinomial(groupCounts);
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = groupCounts[groups[i]];
        }
    }
}
