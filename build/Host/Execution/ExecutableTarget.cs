namespace Nuke.Common.Execution;

/// <summary>A target of a build, with what its definition says and how it went.</summary>
public sealed class ExecutableTarget
{
    public required string Name { get; init; }

    public string? Description { get; internal set; }

    public bool IsDefault { get; init; }

    public bool Listed { get; internal set; } = true;

    public ExecutionStatus Status { get; internal set; }

    public TimeSpan Duration { get; internal set; }

    /// <summary>Why it was skipped or failed.</summary>
    public string? Reason { get; internal set; }

    internal HashSet<ExecutableTarget> ExecutionDependencies { get; } = [];

    internal HashSet<ExecutableTarget> OrderDependencies { get; } = [];

    internal HashSet<ExecutableTarget> Triggers { get; } = [];

    internal List<(Func<bool> Condition, string Text)> DynamicConditions { get; } = [];

    internal List<(Func<bool> Condition, string Text)> StaticConditions { get; } = [];

    internal List<(Func<bool> IsMet, string Text)> Requirements { get; } = [];

    internal List<Func<Task>> Actions { get; } = [];

    internal DependencyBehavior DependencyBehavior { get; set; }

    internal bool AssuredAfterFailure { get; set; }

    internal bool ProceedAfterFailure { get; set; }

    public override string ToString() => Name;
}
