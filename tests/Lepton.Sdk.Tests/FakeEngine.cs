using System.Collections;
using Microsoft.Build.Framework;

namespace Lepton.Sdk.Tests;

/// <summary>MSBuild, as far as a task sees it.</summary>
internal sealed class FakeEngine : IBuildEngine
{
    public List<BuildErrorEventArgs> Errors { get; } = [];

    public List<BuildWarningEventArgs> Warnings { get; } = [];

    public List<string?> Messages { get; } = [];

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 0;

    public int ColumnNumberOfTaskNode => 0;

    public string ProjectFileOfTaskNode => "fake.proj";

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => throw new NotSupportedException();

    public void LogCustomEvent(CustomBuildEventArgs e) => throw new NotSupportedException();

    public void LogErrorEvent(BuildErrorEventArgs e) => Add(Errors, e);

    public void LogMessageEvent(BuildMessageEventArgs e) => Add(Messages, e.Message);

    public void LogWarningEvent(BuildWarningEventArgs e) => Add(Warnings, e);

    private static void Add<T>(List<T> to, T item)
    {
        lock (to)
        {
            to.Add(item);
        }
    }
}
