using System.Text.Json.Nodes;
using Lepton.Evaluation.Statistics;

namespace Lepton.Evaluation.Estimates;

/// <summary>A metric as measured, and how sure that is.</summary>
/// <param name="Value">NaN where it is not defined for these rows.</param>
/// <param name="TwoSided">The interval that tables show.</param>
/// <param name="OneSided">The bounds that gates look at, each at the full confidence.</param>
/// <param name="Examples">Rows that the metric is about.</param>
/// <param name="Method">wilson, logit or bootstrap.</param>
/// <param name="Constant">The same metric of the model that always gives the same answer.</param>
public sealed record MetricEstimate(double Value, Interval TwoSided, Interval OneSided, long Examples, string Method, double Constant)
{
    public JsonObject ToJson() => new()
    {
        ["value"] = Number(Value),
        ["low"] = Number(TwoSided.Low),
        ["high"] = Number(TwoSided.High),
        ["lower-bound"] = Number(OneSided.Low),
        ["upper-bound"] = Number(OneSided.High),
        ["examples"] = Examples,
        ["method"] = Method,
        ["constant"] = Number(Constant),
    };

    public static MetricEstimate FromJson(JsonNode json) => new(
        Read(json["value"]),
        new Interval(Read(json["low"]), Read(json["high"])),
        new Interval(Read(json["lower-bound"]), Read(json["upper-bound"])),
        (long)json["examples"]!,
        (string)json["method"]!,
        Read(json["constant"]));

    internal static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    internal static double Read(JsonNode? node) => node is null ? double.NaN : node.AsValue().TryGetValue<double>(out var d) ? d : node.GetValue<long>();
}
