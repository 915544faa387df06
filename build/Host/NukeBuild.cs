using System.Linq.Expressions;
using System.Reflection;
using Nuke.Common.Execution;
using Nuke.Common.IO;

namespace Nuke.Common;

/// <summary>The base of a build: its targets are properties, its parameters fields. The part of NUKE's class that Lepton uses.</summary>
public abstract class NukeBuild : INukeBuild
{
    private readonly Dictionary<string, Dictionary<string, string>> summaries = [];

    /// <summary>The folder with .git or build.sh that the build is about.</summary>
    [Parameter("Root folder", Name = "Root")]
    public static AbsolutePath RootDirectory { get; internal set; } = AbsolutePath.Create(Environment.CurrentDirectory);

    public static AbsolutePath TemporaryDirectory => RootDirectory / ".nuke" / "temp";

    public static bool IsLocalBuild => !IsServerBuild;

    public static bool IsServerBuild => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    public IReadOnlyCollection<ExecutableTarget> InvokedTargets { get; internal set; } = [];

    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; internal set; } = [];

    public IReadOnlyCollection<ExecutableTarget> FailedTargets => [.. ExecutionPlan.Where(t => t.Status == ExecutionStatus.Failed)];

    public bool IsFailing => ExecutionPlan.Any(t => t.Status is ExecutionStatus.Failed or ExecutionStatus.Aborted or ExecutionStatus.NotRun);

    public bool IsSucceeding => !IsFailing;

    /// <summary>What the process ends with; null for 0 on success and 1 on failure.</summary>
    public int? ExitCode { get; set; }

    internal ExecutableTarget? Running { get; set; }

    /// <summary>Adds keys and values to the running target's row of the summary.</summary>
    public void ReportSummary(Configure<Dictionary<string, string>> configurator)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        if (Running is { } target)
        {
            summaries[target.Name] = configurator(summaries.GetValueOrDefault(target.Name) ?? []);
        }
    }

    internal IReadOnlyDictionary<string, string> SummaryOf(ExecutableTarget target) => summaries.GetValueOrDefault(target.Name) ?? [];

    /// <summary>Runs the build; the return value is the process's exit code: 0 done, 1 a target failed, 2 bad usage, or what a target set.</summary>
    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargetExpressions)
        where T : NukeBuild, new() =>
        BuildHost.Run(() => new T(), [.. defaultTargetExpressions.Select(e => ((PropertyInfo)((MemberExpression)e.Body).Member).Name)], [.. Environment.GetCommandLineArgs().Skip(1)], Console.Out, Console.Error);

    protected internal virtual void OnBuildCreated()
    {
    }

    protected internal virtual void OnBuildInitialized()
    {
    }

    protected internal virtual void OnBuildFinished()
    {
    }

    protected internal virtual void OnTargetRunning(string target)
    {
    }

    protected internal virtual void OnTargetSkipped(string target)
    {
    }

    protected internal virtual void OnTargetSucceeded(string target)
    {
    }

    protected internal virtual void OnTargetFailed(string target)
    {
    }
}
