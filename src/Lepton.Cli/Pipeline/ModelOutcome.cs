using Lepton.Core.Events;
using Lepton.Evaluation.Gates;
using Lepton.GitOps.Locks;
using Lepton.Graph;
using Lepton.Specs.Models;

namespace Lepton.Cli.Pipeline;

/// <summary>What became of a model.</summary>
/// <param name="Steps">Its steps by kind.</param>
/// <param name="Verdicts">Of metric and cost gates.</param>
/// <param name="Lock">What became of its lock.</param>
/// <param name="LockFile">Its lock as it now stands, where that was this command's business.</param>
internal sealed record ModelOutcome(ModelSpec Model, IReadOnlyDictionary<string, StepRun> Steps, IReadOnlyList<GateVerdict> Verdicts, LockState Lock, LockFile? LockFile)
{
    public bool Succeeded => Steps.Values.All(s => s.Result is not null);

    public bool Blocked => Verdicts.Any(v => v.Blocks);

    /// <summary>Whether the next command would have nothing to do and nothing to say.</summary>
    public bool IsSettled => Succeeded && !Blocked && Lock is LockState.Written or LockState.Unchanged
        && Verdicts.All(v => v.ToDiagnostic(Model) is null) && Steps.Values.All(s => s.Diagnostics.Count == 0);

    /// <summary>Whether no step had to run.</summary>
    public bool IsReused => Steps.Values.All(s => s.Status == StepStatus.Reused);
}
