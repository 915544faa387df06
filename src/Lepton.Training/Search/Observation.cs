namespace Lepton.Training.Search;

/// <summary>Values that were tried, and what came of them.</summary>
/// <param name="Values">By dimension; those that did not count are left out.</param>
/// <param name="Losses">One an objective, less is better; infinite where the trial failed.</param>
public sealed record Observation(IReadOnlyDictionary<string, double> Values, IReadOnlyList<double> Losses);
