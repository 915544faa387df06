namespace Nuke.Common.Execution;

/// <summary>Puts targets in an order: each after what it depends on, and otherwise as they are written.</summary>
internal static class ExecutionPlanner
{
    /// <exception cref="InvalidUsageException">Targets depend on each other in a circle.</exception>
    public static IReadOnlyList<ExecutableTarget> Plan(IReadOnlyList<ExecutableTarget> all, IReadOnlyList<ExecutableTarget> invoked)
    {
        var scheduled = new HashSet<ExecutableTarget>();
        var pending = new Stack<ExecutableTarget>(invoked);
        while (pending.TryPop(out var target))
        {
            if (scheduled.Add(target))
            {
                foreach (var next in target.ExecutionDependencies.Concat(target.Triggers))
                {
                    pending.Push(next);
                }
            }
        }

        var plan = new List<ExecutableTarget>();
        var left = all.Where(scheduled.Contains).ToList();
        while (left.Count > 0)
        {
            var next = left.Find(t => Before(t, left).All(b => !left.Contains(b)))
                ?? throw new InvalidUsageException($"circular dependency between targets: {string.Join(", ", left.Select(t => t.Name))}");
            left.Remove(next);
            plan.Add(next);
        }

        return plan;
    }

    private static IEnumerable<ExecutableTarget> Before(ExecutableTarget target, List<ExecutableTarget> left) =>
        target.ExecutionDependencies.Concat(target.OrderDependencies).Concat(left.Where(t => t.Triggers.Contains(target)));
}
