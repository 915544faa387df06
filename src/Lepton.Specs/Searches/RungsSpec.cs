using Lepton.Specs.Schema;

namespace Lepton.Specs.Searches;

/// <summary>Rounds that trials of asha and successive halving get.</summary>
/// <param name="Min">Rounds, epochs or iterations at first.</param>
/// <param name="Reduction">How many times as many the next rung has; one in so many trials gets there.</param>
public sealed record RungsSpec(int Min, int Reduction)
{
    internal static SpecType<RungsSpec> Type { get; } = new ObjectType<RungsSpec>("rungs", r => new RungsSpec(
        r.Required("min", Types.Integer(1, 1_000_000), "rounds, epochs or iterations that every trial gets; the last rung has those of the model") ?? 1,
        r.Optional("reduction", Types.Integer(2, 100), 4, "how many times as many the next rung has; one in so many trials gets there") ?? 4));
}
