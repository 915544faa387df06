using Lepton.Store.Remotes;

namespace Lepton.Graph;

/// <summary>Says what would run, given what other machines have made. Asks for all steps of the same depth at once, and fetches nothing.</summary>
public sealed class RemotePlanner(Planner planner, IRemoteResults remote)
{
    public async Task<IReadOnlyList<PlannedStep>> PlanAsync(StepGraph graph, CancellationToken cancellation)
    {
        var planned = new Dictionary<StepId, PlannedStep>();
        var open = graph.Steps.ToList();
        while (open.Count > 0)
        {
            var now = open.FindAll(s => s.Needs.All(planned.ContainsKey));
            foreach (var item in await Task.WhenAll(now.Select(s => PlanAsync(planner.Plan(s, planned), cancellation))))
            {
                planned[item.Step.Id] = item;
            }

            open.RemoveAll(s => planned.ContainsKey(s.Id));
        }

        return [.. graph.Steps.Select(s => planned[s.Id])];
    }

    private async Task<PlannedStep> PlanAsync(PlannedStep local, CancellationToken cancellation) =>
        local is { State: PlannedState.Run, Inputs: { } inputs } && local.Step.IsShared && await remote.FindAsync(local.Step.Id.Kind, inputs.Key, cancellation) is { } found
            ? local with { State = PlannedState.Remote, Result = found.Result, Reason = $"from {found.Namespace.Name}, built by {found.Builder}" }
            : local;
}
