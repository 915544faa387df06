using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Store.Runs;

/// <summary>Metrics of a run as JSON: by name, value, low and high; what is not known is null or not there.</summary>
public static class RunMetrics
{
    public static JsonObject ToJson(IReadOnlyList<RunMetric> metrics) => new(metrics.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Json(m))));

    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="InvalidOperationException">It is JSON, but not of this form.</exception>
    internal static IReadOnlyList<RunMetric> Parse(string json)
    {
        // Of ten thousand runs, so no tree is made of it.
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        var metrics = new List<RunMetric>(4);
        reader.Read();
        Require(reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var metric = new RunMetric(reader.GetString()!, double.NaN, double.NaN, double.NaN);
            reader.Read();
            Require(reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isValue, isLow, isHigh) = (reader.ValueTextEquals("value"u8), reader.ValueTextEquals("low"u8), reader.ValueTextEquals("high"u8));
                reader.Read();
                var number = reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : double.NaN;
                reader.Skip();
                metric = isValue ? metric with { Value = number } : isLow ? metric with { Low = number } : isHigh ? metric with { High = number } : metric;
            }

            metrics.Add(metric);
        }

        return metrics;
    }

    private static JsonObject Json(RunMetric metric)
    {
        var json = new JsonObject { ["value"] = Number(metric.Value) };
        if (!double.IsNaN(metric.Low) || !double.IsNaN(metric.High))
        {
            json["low"] = Number(metric.Low);
            json["high"] = Number(metric.High);
        }

        return json;
    }

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static void Require(in Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token)
        {
            throw new JsonException("metrics of a run are not as lepton writes them");
        }
    }
}
