using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Nuke.Common;

/// <summary>Describes a target, with NUKE's signatures.</summary>
public interface ITargetDefinition
{
    ITargetDefinition Description(string description);

    ITargetDefinition Executes(params Action[] actions);

    ITargetDefinition Executes<T>(Func<T> action);

    ITargetDefinition Executes(Func<Task> action);

    /// <summary>Targets that run before this one and are scheduled with it.</summary>
    ITargetDefinition DependsOn(params Target[] targets);

    /// <summary>Targets that this one runs before and is scheduled with.</summary>
    ITargetDefinition DependentFor(params Target[] targets);

    /// <summary>Evaluated when the target's turn has come.</summary>
    ITargetDefinition OnlyWhenDynamic(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>Evaluated before anything runs.</summary>
    ITargetDefinition OnlyWhenStatic(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>Parameters that must have a value.</summary>
    ITargetDefinition Requires<T>(Expression<Func<T>> parameter, params Expression<Func<T>>[] parameters)
        where T : class;

    ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements);

    /// <summary>What becomes of dependencies that nobody else needs when this target is skipped by a static condition.</summary>
    ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior);

    /// <summary>Order only: if both are scheduled, this one runs first.</summary>
    ITargetDefinition Before(params Target[] targets);

    ITargetDefinition After(params Target[] targets);

    /// <summary>Targets that are scheduled after this one.</summary>
    ITargetDefinition Triggers(params Target[] targets);

    ITargetDefinition TriggeredBy(params Target[] targets);

    /// <summary>Runs even after a failure.</summary>
    ITargetDefinition AssuredAfterFailure();

    /// <summary>Its failure does not stop the others.</summary>
    ITargetDefinition ProceedAfterFailure();

    /// <summary>Left out of the help.</summary>
    ITargetDefinition Unlisted();

    ITargetDefinition Produces(params string[] artifacts);
}
