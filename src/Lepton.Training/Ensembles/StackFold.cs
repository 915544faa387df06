using Lepton.Graph;

namespace Lepton.Training.Ensembles;

/// <summary>A fold that a stack learns from: members that were trained on the other folds answer its rows.</summary>
/// <param name="Rows">The step that deals the rows.</param>
/// <param name="Members">The steps that train the members, in their order.</param>
public sealed record StackFold(StepId Rows, IReadOnlyList<StepId> Members);
