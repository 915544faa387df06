using Lepton.Specs.Models;

namespace Lepton.Cli.Pipeline;

/// <summary>What a graph has beside the chain of each model. What such steps say may be known, from the store or from a lock, where the models behind it are not: then these are left out.</summary>
/// <param name="Costs">Whether its costs are measured.</param>
/// <param name="Folds">Whether its folds are trained.</param>
/// <param name="Seeds">Whether it is trained with other seeds.</param>
/// <param name="Stack">Whether the members of an ensemble are trained on folds.</param>
internal sealed record Wanted(Func<ModelSpec, bool> Costs, Func<ModelSpec, bool> Folds, Func<ModelSpec, bool> Seeds, Func<ModelSpec, bool> Stack)
{
    public static Wanted Nothing { get; } = new(_ => false, _ => false, _ => false, _ => false);
}
