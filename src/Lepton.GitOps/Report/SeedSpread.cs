using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.GitOps.Report;

/// <summary>Values of one metric; NaN where it is not defined.</summary>
public sealed record SeedSpread(double Mean, double Low, double High, double StandardDeviation)
{
    public JsonObject ToJson() => new()
    {
        ["mean"] = Number(Mean),
        ["low"] = Number(Low),
        ["high"] = Number(High),
        ["standard-deviation"] = Number(StandardDeviation),
    };

    /// <param name="json">As the step seeds or a lock has it.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static SeedSpread FromJson(JsonNode? json) => new(Read(json?["mean"]), Read(json?["low"]), Read(json?["high"]), Read(json?["standard-deviation"]));

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static double Read(JsonNode? node) => node is null ? double.NaN : double.Parse(node.AsValue().ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
