using Lepton.Specs.Models;

namespace Lepton.Cli.Pipeline;

/// <summary>A model of a trial: the one that is judged on the validation part, or one fold's.</summary>
/// <param name="Fold">From 0 on, or null.</param>
internal sealed record TrialPart(ModelSpec Model, int? Fold)
{
    /// <summary>The models by which a trial is judged.</summary>
    /// <param name="folds">0 for the validation part.</param>
    public static IReadOnlyList<TrialPart> Of(ModelSpec trial, int folds) => folds == 0
        ? [new TrialPart(trial, null)]
        : [.. Enumerable.Range(0, folds).Select(f => new TrialPart(trial with { Trial = $"{trial.Trial}f{f + 1}" }, f))];
}
