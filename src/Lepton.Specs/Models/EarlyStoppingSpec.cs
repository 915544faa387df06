using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>Stops training when a metric on the validation part has not improved for some rounds.</summary>
public sealed record EarlyStoppingSpec(string Metric, int Patience)
{
    internal static SpecType<EarlyStoppingSpec?> Type { get; } = new ObjectType<EarlyStoppingSpec?>("early stopping such as { metric: log-loss, patience: 20 }", r => new EarlyStoppingSpec(
        r.Required("metric", Types.Text, "metric on the validation part"),
        r.Optional("patience", Types.Integer(1, 100_000), 20, "rounds without improvement before training stops") ?? 20));
}
