namespace Lepton.Cli.Pipeline;

/// <summary>What a search found.</summary>
/// <param name="Trials">In the order in which they were proposed.</param>
/// <param name="Best">Indexes of the best trials: one, or with several objectives those of the front; empty where none succeeded.</param>
/// <param name="Current">The objectives of the model as its spec has it; null where that failed.</param>
/// <param name="Rows">Rows that trials were judged on: those of the validation part, or of all folds.</param>
/// <param name="IsWhole">Whether nothing is left to try.</param>
internal sealed record SearchOutcome(IReadOnlyList<TrialOutcome> Trials, IReadOnlyList<int> Best, IReadOnlyList<double>? Current, int Rows, bool IsWhole);
