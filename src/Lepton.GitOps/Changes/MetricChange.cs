namespace Lepton.GitOps.Changes;

/// <summary>A metric as two locks have it; NaN where one does not.</summary>
/// <param name="Slice">Name of the slice, or null for all test rows.</param>
/// <param name="IsBetter">Null where it is the same, or its direction is not known.</param>
public sealed record MetricChange(string Name, string? Slice, double Before, double Now, double BeforeLow, double BeforeHigh, double NowLow, double NowHigh, bool? IsBetter);
