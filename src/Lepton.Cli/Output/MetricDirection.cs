using Lepton.Specs.Metrics;
using Lepton.Specs.Searches;
using Lepton.Training.Search;

namespace Lepton.Cli.Output;

/// <summary>Which way of a metric, or of a cost that a search looks for, is better.</summary>
internal static class MetricDirection
{
    /// <summary>Whether more is better; null where nothing is known of the name.</summary>
    public static bool? IsHigherBetter(string name) =>
        SearchSpec.Costs.Contains(name) || MetricCatalog.TryGet(name, out _) ? SearchPlan.IsHigherBetter(name) : null;
}
