using Lepton.Specs.Models;

namespace Lepton.Specs.Metrics;

/// <summary>What is known of a metric without data.</summary>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="Min">Least possible value, or null.</param>
/// <param name="Max">Greatest possible value, or null.</param>
/// <param name="IsProportion">Whether it is a count of rows divided by the number of rows it is about: Wilson's bound applies.</param>
public sealed record MetricInfo(
    string Name,
    bool HigherIsBetter,
    double? Min,
    double? Max,
    IReadOnlyList<TaskKind> Tasks,
    string Meaning,
    MetricBasis Basis = MetricBasis.AllRows,
    bool IsProportion = false)
{
    public bool Suits(TaskKind task) => Tasks.Contains(task);
}
