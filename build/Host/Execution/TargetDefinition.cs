using System.Linq.Expressions;

namespace Nuke.Common.Execution;

/// <summary>Fills in a target from its definition. Targets are told apart by the methods behind their delegates.</summary>
internal sealed class TargetDefinition(ExecutableTarget target, Func<Target, ExecutableTarget> resolve) : ITargetDefinition
{
    public ITargetDefinition Description(string description) => Do(() => target.Description = description);

    public ITargetDefinition Executes(params Action[] actions) => Do(() => target.Actions.AddRange(actions.Select<Action, Func<Task>>(a => () =>
    {
        a();
        return Task.CompletedTask;
    })));

    public ITargetDefinition Executes<T>(Func<T> action) => Do(() => target.Actions.Add(() => action() as Task ?? Task.CompletedTask));

    public ITargetDefinition Executes(Func<Task> action) => Do(() => target.Actions.Add(action));

    public ITargetDefinition DependsOn(params Target[] targets) => Do(() => target.ExecutionDependencies.UnionWith(targets.Select(resolve)));

    public ITargetDefinition DependentFor(params Target[] targets) => Do(() => Each(targets, t => t.ExecutionDependencies.Add(target)));

    public ITargetDefinition OnlyWhenDynamic(Func<bool> condition, string? conditionExpression = null) =>
        Do(() => target.DynamicConditions.Add((condition, Text(conditionExpression))));

    public ITargetDefinition OnlyWhenStatic(Func<bool> condition, string? conditionExpression = null) =>
        Do(() => target.StaticConditions.Add((condition, Text(conditionExpression))));

    public ITargetDefinition Requires<T>(Expression<Func<T>> parameter, params Expression<Func<T>>[] parameters)
        where T : class => Do(() => target.Requirements.AddRange(parameters.Prepend(parameter).Select(p => ((Func<bool>)(() => p.Compile()() is not null), ((MemberExpression)p.Body).Member.Name))));

    public ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements) =>
        Do(() => target.Requirements.AddRange(requirements.Prepend(requirement).Select(r => (r.Compile(), r.Body.ToString()))));

    public ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior) => Do(() => target.DependencyBehavior = dependencyBehavior);

    public ITargetDefinition Before(params Target[] targets) => Do(() => Each(targets, t => t.OrderDependencies.Add(target)));

    public ITargetDefinition After(params Target[] targets) => Do(() => target.OrderDependencies.UnionWith(targets.Select(resolve)));

    public ITargetDefinition Triggers(params Target[] targets) => Do(() => target.Triggers.UnionWith(targets.Select(resolve)));

    public ITargetDefinition TriggeredBy(params Target[] targets) => Do(() => Each(targets, t => t.Triggers.Add(target)));

    public ITargetDefinition AssuredAfterFailure() => Do(() => target.AssuredAfterFailure = true);

    public ITargetDefinition ProceedAfterFailure() => Do(() => target.ProceedAfterFailure = true);

    public ITargetDefinition Unlisted() => Do(() => target.Listed = false);

    // Artifacts are what a CI generator uploads; the host itself has nothing to do with them.
    public ITargetDefinition Produces(params string[] artifacts) => this;

    private void Each(Target[] targets, Action<ExecutableTarget> action)
    {
        foreach (var other in targets)
        {
            action(resolve(other));
        }
    }

    private TargetDefinition Do(Action change)
    {
        change();
        return this;
    }

    private static string Text(string? expression) => expression is null ? string.Empty : expression.Replace("() => ", string.Empty, StringComparison.Ordinal);
}
