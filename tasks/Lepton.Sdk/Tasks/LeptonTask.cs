using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Text;
using Lepton.Sdk.State;
using Lepton.Sdk.Worker;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Lepton.Sdk.Tasks;

/// <summary>A task that has a worker do something with models, and tells the build's log of it.</summary>
public abstract class LeptonTask : Task, ICancelableTask
{
    // More lines than this of one worker are a flood, which no log needs.
    private const int MostMessages = 10_000;

    private readonly object gate = new();
    private WorkerProcess? running;
    private bool isCancelled;
    private int messages;
    private string lastError = string.Empty;

    /// <summary>Full paths of model specs.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The lepton program.</summary>
    [Required]
    public string Command { get; set; } = string.Empty;

    /// <summary>The program <c>dotnet</c>.</summary>
    public string DotNet { get; set; } = "dotnet";

    /// <summary>Where the pages of the diagnostics are.</summary>
    public string HelpFolder { get; set; } = string.Empty;

    /// <summary>What the worker is asked for: validate, train, evaluate or gate.</summary>
    protected abstract string Verb { get; }

    /// <inheritdoc/>
    public void Cancel()
    {
        lock (gate)
        {
            isCancelled = true;
            running?.Stop();
        }
    }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var specs = ReadSpecs();
        if (Log.HasLoggedErrors)
        {
            return false;
        }

        // Models of several workspaces are several runs.
        foreach (var workspace in specs.GroupBy(s => s.Root!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if (!Execute(workspace.Key, workspace.ToList()))
            {
                break;
            }
        }

        lock (gate)
        {
            return !Log.HasLoggedErrors && !isCancelled;
        }
    }

    /// <summary>Does the work for the models of one workspace; false where no other need be tried.</summary>
    internal virtual bool Execute(string root, IReadOnlyList<SpecFile> specs) => Ask(root, specs, string.Empty);

    /// <summary>Whether the worker did what was asked for.</summary>
    internal virtual bool IsAcceptable(int exitCode) => exitCode == 0;

    /// <summary>Whether an error of this code is one for the build, too.</summary>
    internal virtual bool IsError(string? code) => true;

    /// <summary>Logs an error of the build's own.</summary>
    internal void Error(string code, string? file, string message) =>
        Log.Tell(isError: true, code, file, message, HelpFolder);

    /// <param name="more">JSON that goes into the request, such as <c>,"locked":true</c>.</param>
    internal bool Ask(string root, IReadOnlyList<SpecFile> specs, string more)
    {
        if (!File.Exists(Command))
        {
            Error("LPT7002", null, $"the lepton command is not at '{Command}': restore brings the package Lepton.Engines, or set LeptonCommand");
            return false;
        }

        var cores = Math.Max(1, Verb == "validate" ? 1 : (BuildEngine as IBuildEngine9)?.RequestCores(Environment.ProcessorCount) ?? Environment.ProcessorCount);
        try
        {
            var names = string.Join(",", specs.Select(s => Quote(s.Name)));
            return Run(root, $"{{\"command\":\"{Verb}\",\"models\":[{names}],\"cores\":{cores}{more}}}");
        }
        finally
        {
            if (Verb != "validate")
            {
                (BuildEngine as IBuildEngine9)?.ReleaseCores(cores);
            }
        }
    }

    private bool Run(string root, string request)
    {
        int code;
        try
        {
            lock (gate)
            {
                if (isCancelled)
                {
                    return false;
                }

                running = WorkerProcess.Start(Command, DotNet, root, request, l => Tell(root, l), e => lastError = e);
            }

            code = running.Wait();
        }
        catch (Win32Exception e)
        {
            Error("LPT7002", null, $"the lepton command cannot be started: {e.Message}");
            return false;
        }
        finally
        {
            lock (gate)
            {
                running?.Dispose();
                running = null;
            }
        }

        if (!IsAcceptable(code) && !Log.HasLoggedErrors)
        {
            Error("LPT7003", null, isCancelled ? "cancelled" : $"lepton ended with exit code {code}: {lastError}");
        }

        return IsAcceptable(code);
    }

    private void Tell(string root, string line)
    {
        if (WorkerEvent.Parse(line) is not { } item || messages++ > MostMessages)
        {
            return;
        }

        switch (item.Kind)
        {
            case "diagnostic":
                Diagnose(root, item.Diagnostic);
                break;
            case "step-started":
                Log.LogMessage(MessageImportance.Normal, "{0} started", item.Text("step"));
                break;
            case "step-finished" when item.Text("status") != "reused":
                Log.LogMessage(MessageImportance.High, "{0} {1} in {2} s", item.Text("step"), item.Text("status"), item.Text("seconds"));
                break;
            case "step-finished":
                Log.LogMessage(MessageImportance.Low, "{0} reused: {1}", item.Text("step"), item.Text("note"));
                break;
            case "progress":
                Log.LogMessage(MessageImportance.Low, "{0}: {1}", item.Text("step"), item.Text("text"));
                break;
            case "metric" when item.Text("round") is null:
                Log.LogMessage(MessageImportance.Normal, "{0}: {1} = {2}", item.Text("step"), item.Text("name"), item.Text("value"));
                break;
            case "metric":
                Log.LogMessage(MessageImportance.Low, "{0}: {1} = {2} in round {3}", item.Text("step"), item.Text("name"), item.Text("value"), item.Text("round"));
                break;
            default:
                break;
        }
    }

    private void Diagnose(string root, WorkerEvent diagnostic)
    {
        var code = diagnostic.Text("code");
        var message = diagnostic.Text("message") + (diagnostic.Text("hint") is { Length: > 0 } hint ? ". " + hint : string.Empty);
        var file = diagnostic.Text("file") is { } path ? Path.Combine(root, path) : null;
        Log.Tell(diagnostic.Text("severity") == "error" && IsError(code), code, file, message, HelpFolder, diagnostic.Number("line"), diagnostic.Number("column"));
    }

    internal List<SpecFile> ReadSpecs()
    {
        var specs = new List<SpecFile>();
        foreach (var path in Models.Select(m => m.ItemSpec))
        {
            try
            {
                var spec = SpecFile.Read(path);
                if (spec.Root is null)
                {
                    Error("LPT1023", path, "there is no lepton.yaml in its folder or above: lepton init writes one");
                }
                else if (specs.Find(s => s.Name == spec.Name && s.Path != spec.Path) is { } other)
                {
                    Error("LPT1013", path, $"'{other.Path}' is of the name '{spec.Name}', too");
                }

                specs.Add(spec);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Error("LPT1001", path, $"the model spec cannot be read: {e.Message}");
            }
        }

        return specs;
    }

    internal static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c is '"' or '\\' || c < ' ' ? "\\u" + ((int)c).ToString("x4") : c.ToString());
        }

        return quoted.Append('"').ToString();
    }
}
