using Lepton.Core.Diagnostics;
using Lepton.Core.Json;
using Lepton.Store;

namespace Lepton.Graph;

/// <summary>Says what would run and why, without running anything.</summary>
public sealed class Planner(LocalStore store, IKnownResults known)
{
    public IReadOnlyList<PlannedStep> Plan(StepGraph graph)
    {
        var planned = new Dictionary<StepId, PlannedStep>();
        foreach (var step in graph.Steps)
        {
            planned[step.Id] = Plan(step, planned);
        }

        return [.. graph.Steps.Select(s => planned[s.Id])];
    }

    internal PlannedStep Plan(Step step, IReadOnlyDictionary<StepId, PlannedStep> planned)
    {
        foreach (var need in step.Needs)
        {
            var state = planned[need].State;
            if (state == PlannedState.Broken)
            {
                return new PlannedStep(step, PlannedState.Broken, null, null, $"{need} cannot run", []);
            }

            if (state is PlannedState.Run or PlannedState.Depends)
            {
                return new PlannedStep(step, PlannedState.Depends, null, null, $"depends on what {need} makes", []);
            }
        }

        try
        {
            return Decide(step, step.Inputs(step.Needs.ToDictionary(n => n, n => planned[n].Result!)));
        }
        catch (DiagnosticException e)
        {
            return new PlannedStep(step, PlannedState.Broken, null, null, "its inputs cannot be read", e.Diagnostics);
        }
    }

    private PlannedStep Decide(Step step, StepInputs inputs)
    {
        if (store.Find(inputs.Key) is { } result)
        {
            return new PlannedStep(step, PlannedState.Known, inputs, result, "known", []);
        }

        if (known.Find(step.Id, inputs) is { } locked)
        {
            return new PlannedStep(step, PlannedState.Locked, inputs, locked, "the lock says so", []);
        }

        return new PlannedStep(step, PlannedState.Run, inputs, null, $"no result for key {CanonicalJson.DigestOf(inputs.Values).Short}", []);
    }
}
