namespace Lepton.Store.Runs;

/// <summary>A metric of a run.</summary>
/// <param name="Value">NaN where it is not defined for the rows.</param>
/// <param name="Low">The lower end of its interval; NaN where it has none.</param>
/// <param name="High">The upper end.</param>
public readonly record struct RunMetric(string Name, double Value, double Low, double High);
