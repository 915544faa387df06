namespace Lepton.Training.Search;

/// <summary>A trial that has come to its end.</summary>
/// <param name="Losses">One an objective, less is better; null where it failed.</param>
public sealed record FinishedTrial(PlannedTrial Plan, IReadOnlyList<double>? Losses)
{
    /// <summary>What samplers learn from it.</summary>
    /// <param name="objectives">Number of objectives.</param>
    public Observation Observe(int objectives) => new(Plan.Values, Losses ?? [.. Enumerable.Repeat(double.PositiveInfinity, objectives)]);
}
