using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lepton.Sdk.State;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Lepton.Sdk.Tasks;

/// <summary>Sees to it that the models are what their specs say: takes what locks name, or trains, and gates.</summary>
[MSBuildMultiThreadableTask]
public sealed class TrainModels : LeptonTask, IIncrementalTask
{
    private const int GateExitCode = 3;

    private readonly List<ITaskItem> trained = [];

    /// <summary><c>auto</c>, <c>always</c>, or <c>never</c>: then a model that is not in the store is an error.</summary>
    public string Mode { get; set; } = "auto";

    /// <summary>Makes every difference from the locks an error.</summary>
    public bool Locked { get; set; }

    /// <summary><c>error</c>, or <c>warn</c>: then a gate that does not pass fails no build, and the model of the lock stays.</summary>
    public string Gate { get; set; } = "error";

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; set; } = "auto";

    /// <summary>Set by <c>-question</c>: what is not up to date is an error, and nothing is done about it.</summary>
    public bool FailIfNotIncremental { get; set; }

    /// <summary>Where the models are put, as NAME.onnx; empty for nowhere.</summary>
    public string ModelFolder { get; set; } = string.Empty;

    /// <summary>The files that were put there.</summary>
    [Output]
    public ITaskItem[] Trained => [.. trained];

    /// <inheritdoc/>
    protected override string Verb => "train";

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (Mode is not ("auto" or "always" or "never"))
        {
            Error("LPT7001", null, $"LeptonTrainOnBuild is '{Mode}': it must be auto, always or never");
            return false;
        }

        if (Gate is not ("error" or "warn"))
        {
            Error("LPT7001", null, $"LeptonGate is '{Gate}': it must be error or warn");
            return false;
        }

        if (Device is not ("auto" or "cpu" or "cuda") && !(Device.StartsWith("cuda:", System.StringComparison.Ordinal) && int.TryParse(Device.Substring(5), out _)))
        {
            Error("LPT7001", null, $"LeptonDevice is '{Device}': it must be auto, cpu, cuda or cuda:N");
            return false;
        }

        return base.Execute();
    }

    internal override bool Execute(string root, IReadOnlyList<SpecFile> specs)
    {
        var isDone = Mode == "never" || (Mode == "auto" && !Locked && SnapshotCheck.IsNothingToDo(root, specs, Command));
        if (isDone)
        {
            Log.LogMessage(MessageImportance.Low, "{0} models up to date, no process was started", specs.Count);
        }
        else if (FailIfNotIncremental)
        {
            Error("LPT7011", null, $"the models {string.Join(", ", specs.Select(s => s.Name))} are not known to be up to date: build without -question");
            return false;
        }
        else if (!Ask(root, specs, (Locked ? ",\"locked\":true" : string.Empty) + (Device == "auto" ? string.Empty : $",\"device\":\"{Device}\"")))
        {
            // A gate that failed keeps the old model, and fails the build.
            return false;
        }

        foreach (var spec in ModelFolder.Length > 0 ? specs : [])
        {
            Place(spec);
        }

        return true;
    }

    /// <summary>Whether only gates did not pass and that is to be a warning: what the locks name stays.</summary>
    internal override bool IsAcceptable(int exitCode) => exitCode == 0 || (exitCode == GateExitCode && Gate == "warn");

    /// <inheritdoc/>
    internal override bool IsError(string? code) => !(Gate == "warn" && code?.StartsWith("LPT4", StringComparison.Ordinal) == true);

    private void Place(SpecFile spec)
    {
        try
        {
            if (Gate == "warn" && !File.Exists(spec.LockPath))
            {
                // The first model did not pass its gates: there is none yet.
                return;
            }

            var digest = ModelLock.Sha256Of(spec.LockPath);
            var blob = Path.Combine(spec.StoreFolder(), "store", "sha256", digest.Substring(0, 2), digest.Substring(2));
            var target = Path.Combine(ModelFolder, spec.Name + ".onnx");
            var mark = target + ".sha256";
            if (!File.Exists(blob))
            {
                Error("LPT7004", spec.LockPath, $"the model {spec.Name} of the lock is not in the store: lepton train {spec.Name} makes or fetches it");
                return;
            }

            if (!File.Exists(target) || !File.Exists(mark) || File.ReadAllText(mark) != digest)
            {
                Directory.CreateDirectory(ModelFolder);
                var beside = target + "." + Guid.NewGuid().ToString("N");
                File.Copy(blob, beside);
                File.SetAttributes(beside, FileAttributes.Normal);
                File.SetLastWriteTimeUtc(beside, DateTime.UtcNow);
                File.Delete(target);
                File.Move(beside, target);
                File.WriteAllText(mark, digest);
            }

            trained.Add(new TaskItem(target, new Dictionary<string, string> { ["Sha256"] = digest, ["LockFile"] = spec.LockPath }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Error("LPT7004", spec.Path, $"the model {spec.Name} cannot be put into '{ModelFolder}': {e.Message}");
        }
        catch (FormatException e)
        {
            Error("LPT7005", spec.LockPath, $"the lock cannot be used: {e.Message}");
        }
    }
}
