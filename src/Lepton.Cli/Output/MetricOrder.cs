using System.Text.Json.Nodes;
using Lepton.Specs.Models;

namespace Lepton.Cli.Output;

/// <summary>Metrics in the order of the spec; those of gates alone come last.</summary>
internal static class MetricOrder
{
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Of(ModelSpec model, JsonObject metrics)
    {
        var order = model.Evaluation.Metrics.ToList();
        return metrics.OrderBy(m => order.IndexOf(m.Key) is >= 0 and var at ? at : order.Count);
    }
}
