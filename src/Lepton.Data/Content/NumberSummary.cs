using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Lepton.Data.DuckDb;

namespace Lepton.Data.Content;

/// <summary>Least, greatest and mean value, and quantiles of at most so many rows, evenly spaced.</summary>
internal sealed class NumberSummary(long totalRows)
{
    private const int Sampled = 50_000;

    private static readonly double[] Levels = [0.05, 0.25, 0.5, 0.75, 0.95];

    private readonly long stride = Math.Max(1, (totalRows + Sampled - 1) / Sampled);
    private readonly List<double> sample = new((int)Math.Min(totalRows, Sampled));
    private double min = double.PositiveInfinity;
    private double max = double.NegativeInfinity;
    private double sum;
    private double compensation;
    private long count;
    private long untilSampled;

    // Compiled at once for speed: these loops see every value.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(DuckVector vector, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Add(vector.IsNull(i), values[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(DuckVector vector, ReadOnlySpan<long> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Add(vector.IsNull(i), values[i]);
        }
    }

    /// <summary>Sorts the sample; the slow part, which may run for several columns at once.</summary>
    public void Finish() => sample.Sort();

    public void WriteTo(JsonObject profile)
    {
        if (count == 0)
        {
            return;
        }

        profile["min"] = min;
        profile["max"] = max;
        profile["mean"] = (sum + compensation) / count;
        if (sample.Count > 0)
        {
            profile["quantiles"] = new JsonObject(Levels.Select(p => KeyValuePair.Create(p.ToString("R"), (JsonNode?)sample[(int)Math.Round(p * (sample.Count - 1))])));
        }
    }

    // Neumaier's compensated sum: exact to the last bit or so, in one order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(bool isNull, double value)
    {
        var sampled = untilSampled == 0;
        untilSampled = sampled ? stride - 1 : untilSampled - 1;
        if (isNull)
        {
            return;
        }

        if (sampled)
        {
            sample.Add(value);
        }

        count++;
        min = Math.Min(min, value);
        max = Math.Max(max, value);
        var next = sum + value;
        compensation += Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum;
        sum = next;
    }
}
