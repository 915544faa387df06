namespace Lepton.Training.Preprocessing;

/// <summary>Where a graph holds the features of rows.</summary>
/// <param name="Values">float32 [N, F], or null where there are none.</param>
/// <param name="Tokens">int64 [N, L], padded with 0 at the end, or null where there are none.</param>
public sealed record FeatureNames(string? Values, string? Tokens);
