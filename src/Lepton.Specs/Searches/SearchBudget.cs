using Lepton.Specs.Schema;

namespace Lepton.Specs.Searches;

/// <summary>What a search may spend; no trial is begun beyond it.</summary>
/// <param name="Time">Microseconds of one run of the command, or null. What is tried then depends on the machine.</param>
/// <param name="Rounds">Rounds, epochs or iterations of all trials together, or null.</param>
public sealed record SearchBudget(long? Time, int? Rounds)
{
    internal static SpecType<SearchBudget> Type { get; } = new ObjectType<SearchBudget>("a budget", r => new SearchBudget(
        r.Optional("time", Types.Duration, null, "no trial is begun later in a run of the command; the next run goes on. What is tried then depends on the machine"),
        r.Optional("rounds", Types.Integer(1), null, "rounds, epochs or iterations of all trials together; no trial is begun that would go beyond it")));

    /// <summary>As much as the trials need.</summary>
    public static SearchBudget None { get; } = new(null, null);
}
