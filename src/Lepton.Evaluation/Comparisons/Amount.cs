using Lepton.Specs.Metrics;

namespace Lepton.Evaluation.Comparisons;

/// <summary>Differences of a metric in words.</summary>
public static class Amount
{
    /// <summary>Without sign: metrics of at most 1 in points of a hundred, others in their own unit.</summary>
    public static string Of(string metric, double difference)
    {
        var size = Math.Abs(difference);
        return IsInPoints(metric) ? $"{Short(size * 100)} points" : Short(size);
    }

    /// <summary>With a word for its direction, such as <c>0.3 points worse</c>.</summary>
    /// <param name="gain">Positive is better.</param>
    public static string Compared(string metric, double gain) => gain == 0 ? "equal" : $"{Of(metric, gain)} {(gain > 0 ? "better" : "worse")}";

    private static bool IsInPoints(string metric) => MetricCatalog.TryGet(metric, out var info) && info is { Max: 1 };

    private static string Short(double size) => size switch
    {
        0 => "0",
        < 0.01 => size.ToString("G1"),
        < 10 => size.ToString("0.##"),
        < 1000 => size.ToString("0.#"),
        _ => size.ToString("0"),
    };
}
