using Lepton.Core.Events;
using Lepton.Evaluation.Gates;
using Lepton.Graph;
using Lepton.Specs.Models;

namespace Lepton.Cli.Pipeline;

/// <summary>What became of a model.</summary>
/// <param name="Steps">Its steps by kind.</param>
/// <param name="Verdicts">Of metric and cost gates.</param>
/// <param name="Lock">What became of its lock.</param>
internal sealed record ModelOutcome(ModelSpec Model, IReadOnlyDictionary<string, StepRun> Steps, IReadOnlyList<GateVerdict> Verdicts, LockState Lock)
{
    public bool Succeeded => Steps.Values.All(s => s.Result is not null);

    public bool Blocked => Verdicts.Any(v => v.Blocks);

    /// <summary>Whether no step had to run.</summary>
    public bool IsReused => Steps.Values.All(s => s.Status == StepStatus.Reused);
}
