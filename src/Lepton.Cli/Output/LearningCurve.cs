using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Cli.Output;

/// <summary>What training told of a metric, round by round.</summary>
/// <param name="Rounds">From 1, ascending.</param>
/// <param name="Values">At each of them.</param>
internal sealed record LearningCurve(IReadOnlyList<int> Rounds, IReadOnlyList<double> Values)
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int Width = 14;

    /// <summary>The curve as the step <c>train</c> keeps it; one without points where there is none.</summary>
    public static LearningCurve Of(JsonNode? json) => json is null
        ? new([], [])
        : new([.. json["rounds"]!.AsArray().Select(r => r!.GetValue<int>())], [.. json["values"]!.AsArray().Select(v => v!.GetValue<double>())]);

    /// <summary>The curve with so many points at most, evenly chosen, the last one among them.</summary>
    public LearningCurve Thinned(int most)
    {
        var every = (Values.Count + most - 1) / most;
        var kept = Enumerable.Range(0, Values.Count).Where(i => (Values.Count - 1 - i) % every == 0).ToList();
        return every <= 1 ? this : new LearningCurve([.. kept.Select(i => Rounds[i])], [.. kept.Select(i => Values[i])]);
    }

    /// <summary>A line of bars, each the mean of as many rounds, and the last value.</summary>
    /// <param name="low">The value of the lowest bar.</param>
    /// <param name="high">The value of the highest bar.</param>
    public string Draw(double low, double high)
    {
        if (Values.Count == 0)
        {
            return "-";
        }

        var width = Math.Min(Width, Values.Count);
        var bars = Enumerable.Range(0, width).Select(i =>
        {
            var (from, to) = (i * Values.Count / width, (i + 1) * Values.Count / width);
            var mean = Enumerable.Range(from, to - from).Average(at => Values[at]);
            return Bars[high > low ? (int)Math.Round((mean - low) / (high - low) * (Bars.Length - 1)) : 0];
        });
        return string.Create(CultureInfo.InvariantCulture, $"{string.Concat(bars)} {Values[^1]:G4} at {Rounds[^1]}");
    }
}
