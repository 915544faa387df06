namespace Lepton.GitOps.Report;

/// <summary>The spread that the seed of training alone makes, on the same rows.</summary>
/// <param name="Metrics">By their names.</param>
public sealed record ReportedSeeds(int Seeds, IReadOnlyDictionary<string, SeedSpread> Metrics)
{
    public string Title => $"With {Seeds} seeds of training";
}
