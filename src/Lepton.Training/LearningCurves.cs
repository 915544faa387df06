using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Core.Events;

namespace Lepton.Training;

/// <summary>Keeps what a trainer says of each round, epoch or evaluation: by metric, or <c>loss</c> for what is made small on the training rows.</summary>
internal sealed class LearningCurves : IEventSink
{
    // A curve is looked at: more points than a screen has tell nothing more.
    private const int MostPoints = 400;

    private const int Digits = 6;

    private readonly SortedDictionary<string, SortedDictionary<int, double>> curves = new(StringComparer.Ordinal);

    public void Publish(LeptonEvent item)
    {
        if (item is LeptonEvent.Metric { Round: { } round } metric && double.IsFinite(metric.Value))
        {
            if (!curves.TryGetValue(metric.Name, out var curve))
            {
                curves[metric.Name] = curve = [];
            }

            curve[round] = metric.Value;
        }
    }

    /// <summary>By name: the rounds, from 1, and the values at them, six significant digits, evenly thinned, the last one always among them.</summary>
    public JsonObject ToJson() => new(curves.Select(c =>
    {
        var every = (c.Value.Count + MostPoints - 1) / MostPoints;
        var kept = c.Value.Where((_, i) => (c.Value.Count - 1 - i) % every == 0).ToList();
        return KeyValuePair.Create(c.Key, (JsonNode?)new JsonObject
        {
            ["rounds"] = new JsonArray([.. kept.Select(k => (JsonNode)k.Key)]),
            ["values"] = new JsonArray([.. kept.Select(k => (JsonNode)double.Parse(k.Value.ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))]),
        });
    }));
}
