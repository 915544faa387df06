namespace Lepton.Graph;

/// <summary>Steps in an order in which each comes after what it needs.</summary>
public sealed class StepGraph
{
    private readonly Dictionary<StepId, Step> byId;

    /// <exception cref="ArgumentException">A step needs one that is not there, or needs itself in a circle.</exception>
    public StepGraph(IEnumerable<Step> steps)
    {
        byId = steps.ToDictionary(s => s.Id);
        var done = new HashSet<StepId>();
        var ordered = new List<Step>(byId.Count);
        foreach (var step in byId.Values)
        {
            Visit(step, done, [], ordered);
        }

        Steps = ordered;
    }

    public IReadOnlyList<Step> Steps { get; }

    private void Visit(Step step, HashSet<StepId> done, HashSet<StepId> open, List<Step> ordered)
    {
        if (done.Contains(step.Id))
        {
            return;
        }

        if (!open.Add(step.Id))
        {
            throw new ArgumentException($"{step.Id} needs itself in a circle");
        }

        foreach (var need in step.Needs)
        {
            Visit(byId.TryGetValue(need, out var found) ? found : throw new ArgumentException($"{step.Id} needs {need}, which is not there"), done, open, ordered);
        }

        open.Remove(step.Id);
        done.Add(step.Id);
        ordered.Add(step);
    }
}
