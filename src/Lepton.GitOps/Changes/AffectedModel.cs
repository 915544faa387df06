using Lepton.Specs.Models;

namespace Lepton.GitOps.Changes;

/// <summary>A model that a change touches, and why.</summary>
/// <param name="Reasons">In words, such as <c>models/tumor.yaml: trainer.hyperparameters.rounds 300 → 400</c>; each once.</param>
public sealed record AffectedModel(ModelSpec Model, IReadOnlyList<string> Reasons);
