namespace Lepton.Training.Search;

/// <summary>A trial that is to be run.</summary>
/// <param name="Index">Number of the values that are tried, from 0 on: those of a trial that goes on with more rounds keep it.</param>
/// <param name="Rounds">Rounds, epochs or iterations; null for as many as the model has.</param>
public sealed record PlannedTrial(int Index, IReadOnlyDictionary<string, double> Values, int? Rounds);
