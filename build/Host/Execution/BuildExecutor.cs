using System.Diagnostics;

namespace Nuke.Common.Execution;

/// <summary>Runs a plan, target by target.</summary>
internal sealed class BuildExecutor(NukeBuild build, TextWriter error)
{
    public void Run(IReadOnlyList<ExecutableTarget> plan, IReadOnlySet<string> skipped)
    {
        build.ExecutionPlan = plan;
        foreach (var target in plan)
        {
            target.Status = ExecutionStatus.Scheduled;
            if (skipped.Contains(target.Name))
            {
                Skip(target, "by --skip");
            }
            else if (target.StaticConditions.Find(c => !c.Condition()) is { Text: not null } failed)
            {
                Skip(target, $"OnlyWhen: {failed.Text}");
            }
        }

        SkipUnneeded(plan);
        foreach (var target in plan.Where(t => t.Status == ExecutionStatus.Scheduled))
        {
            if (target.Requirements.Find(r => !r.IsMet()) is { Text: not null } missing)
            {
                throw new InvalidUsageException($"target {target.Name} requires {missing.Text}");
            }
        }

        var stopped = false;
        foreach (var target in plan)
        {
            if (target.Status == ExecutionStatus.Skipped)
            {
                build.OnTargetSkipped(target.Name);
            }
            else if (stopped && !target.AssuredAfterFailure)
            {
                target.Status = ExecutionStatus.NotRun;
            }
            else
            {
                Run(target);
                stopped |= target.Status == ExecutionStatus.Failed && !target.ProceedAfterFailure;
            }
        }
    }

    private void Run(ExecutableTarget target)
    {
        if (target.DynamicConditions.Find(c => !c.Condition()) is { Text: not null } condition)
        {
            Skip(target, $"up to date: not {condition.Text}");
            build.OnTargetSkipped(target.Name);
            return;
        }

        if (target.Actions.Count == 0)
        {
            target.Status = ExecutionStatus.Collective;
            return;
        }

        target.Status = ExecutionStatus.Running;
        build.Running = target;
        build.OnTargetRunning(target.Name);
        var started = Stopwatch.GetTimestamp();
        try
        {
            foreach (var action in target.Actions)
            {
                action().GetAwaiter().GetResult();
            }

            target.Status = build.ExitCode is null or 0 ? ExecutionStatus.Succeeded : ExecutionStatus.Failed;
            target.Reason = build.ExitCode is null or 0 ? null : $"exit code {build.ExitCode}";
        }
        catch (TargetFailedException e)
        {
            target.Status = ExecutionStatus.Failed;
            target.Reason = e.Message;
            error.WriteLine($"{target.Name}: error: {e.Message}");
        }
#pragma warning disable CA1031 // The outermost boundary of a target: whatever it throws fails this target.
        catch (Exception e)
#pragma warning restore CA1031
        {
            target.Status = ExecutionStatus.Failed;
            target.Reason = $"{e.GetType().Name}: {e.Message.Split('\n')[0]}";
            error.WriteLine($"{target.Name}: error: {e}");
        }

        target.Duration = Stopwatch.GetElapsedTime(started);
        if (target.Status == ExecutionStatus.Failed)
        {
            build.OnTargetFailed(target.Name);
        }
        else
        {
            build.OnTargetSucceeded(target.Name);
        }
    }

    // What only skipped targets need is skipped too, unless they say otherwise.
    private static void SkipUnneeded(IReadOnlyList<ExecutableTarget> plan)
    {
        for (var i = plan.Count - 1; i >= 0; i--)
        {
            var target = plan[i];
            var dependents = plan.Where(t => t.ExecutionDependencies.Contains(target)).ToList();
            if (target.Status == ExecutionStatus.Scheduled && dependents.Count > 0
                && dependents.TrueForAll(d => d.Status == ExecutionStatus.Skipped && d.DependencyBehavior == DependencyBehavior.Skip))
            {
                Skip(target, $"because of {dependents[0].Name}");
            }
        }
    }

    private static void Skip(ExecutableTarget target, string reason)
    {
        target.Status = ExecutionStatus.Skipped;
        target.Reason = reason;
    }
}
