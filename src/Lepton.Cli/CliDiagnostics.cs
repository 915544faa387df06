using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Text;

namespace Lepton.Cli;

/// <summary>LPT6xxx of locks, and LPT1xxx of usage.</summary>
internal static class CliDiagnostics
{
    public static Diagnostic OtherBytes(SourceLocation at, string model, string locked, string made, bool isError) =>
        new("LPT6101", isError ? Severity.Error : Severity.Warning, $"{model} was rebuilt from the same inputs with other bytes: the lock has {locked}, this machine made {made}", at, "the lock is kept; environment: exact tells machines apart", ExitCode.StepFailed);

    public static Diagnostic LockMissing(SourceLocation at, string model) =>
        new("LPT6102", Severity.Error, $"{model} has no lock", at, "run lepton train without --locked and commit the lock", ExitCode.StepFailed);

    public static Diagnostic LockOutdated(SourceLocation at, string model, string step) =>
        new("LPT6103", Severity.Error, $"the lock of {model} is of other inputs: {step} reads something else now", at, "run lepton train without --locked and commit the lock", ExitCode.StepFailed);

    public static Diagnostic MetricsDiffer(SourceLocation at, string model, string metric, double locked, double measured) =>
        new("LPT6104", Severity.Error, $"{metric} of {model} is {measured:G6}, the lock has {locked:G6}", at, "the same inputs must give the same metrics within 1e-5", ExitCode.StepFailed);

    public static Diagnostic LockUnwritable(SourceLocation at, string reason) =>
        new("LPT6105", Severity.Error, $"the lock cannot be written: {reason}", at, null, ExitCode.Infrastructure);

    public static Diagnostic NotTrained(string model) =>
        new("LPT6106", Severity.Error, $"model '{model}' is not in the store", null, $"run lepton train {model}", ExitCode.StepFailed);

    public static Diagnostic BadVariable(string name, string value, string allowed) =>
        new("LPT1032", Severity.Error, $"the environment variable {name} is '{value}'", null, $"it must be {allowed}", ExitCode.Usage);

    public static Diagnostic NotOnDevice(SourceLocation at, string model, string trainer, string device) =>
        new("LPT1033", Severity.Error, $"{model} cannot be trained on {device}: the trainer {trainer} runs on the CPU alone", at, "--device auto trains each model where its trainer runs", ExitCode.Usage);

    public static Diagnostic NoDevice(SourceLocation at, string model, string device, int count) =>
        new("LPT1034", Severity.Error, $"{model} cannot be trained on {device}: libtorch finds {(count == 0 ? "no GPU" : $"{count} GPUs")} here", at, "name a libtorch with CUDA by LIBTORCH and run ./build.sh Compile, check nvidia-smi, or leave --device out", ExitCode.Infrastructure);

    public static Diagnostic NoRemote() =>
        new("LPT6108", Severity.Error, "lepton.yaml names no remote store", null, "remote: { url: oci://registry/repository, read: [main], write: \"${branch}\" } does", ExitCode.Usage);

    public static Diagnostic RemoteIsOff() =>
        new("LPT6109", Severity.Error, "the remote store is turned off by LEPTON_REMOTE", null, "unset it", ExitCode.Usage);

    public static Diagnostic NothingToWriteTo() =>
        new("LPT6110", Severity.Error, "this build may not write to the remote store: no namespace is named", null, "remote.write in lepton.yaml names one; ${branch} needs a checked-out branch, and LEPTON_REMOTE=read forbids it", ExitCode.Usage);

    public static Diagnostic FileInTheWay(string path) =>
        new("LPT1030", Severity.Error, $"'{path}' is there already", new SourceLocation(path), "lepton init writes only into a folder without a workspace", ExitCode.Usage);

    public static Diagnostic CannotWrite(string path, string reason) =>
        new("LPT6107", Severity.Error, $"'{path}' cannot be written: {reason}", null, null, ExitCode.Infrastructure);

    public static Diagnostic CannotRead(string path, string reason) =>
        new("LPT2020", Severity.Error, $"'{path}' cannot be read: {reason}", new SourceLocation(path), null, ExitCode.Usage);

    public static Diagnostic NotTrainedElsewhere(SourceLocation at, string model) =>
        new("LPT6112", Severity.Error, $"{model} was not trained: no store has it as its spec now is", at, "the job that trains it says why; without --no-train it is trained here", ExitCode.StepFailed);

    public static Diagnostic UnknownSearch(string name, IReadOnlyCollection<string> known) =>
        new("LPT1036", Severity.Error, $"there is no search '{name}'", null, known.Count == 0 ? "write a spec of kind: Search beside the model's" : Suggestion.Hint(name, known), ExitCode.Usage);

    public static Diagnostic UnknownRun(string name) =>
        new("LPT1037", Severity.Error, $"there is no run '{name}'", null, "lepton runs lists them", ExitCode.Usage);

    /// <param name="option">Such as <c>--version</c>.</param>
    public static Diagnostic OneModelOnly(string option, int count) =>
        new("LPT1035", Severity.Error, $"{option} is for one model, and {count} are chosen", null, "name the model", ExitCode.Usage);

    public static Diagnostic NotCommitted() =>
        new("LPT5106", Severity.Error, "the working tree differs from the commit that is checked out: nobody could say what a release was made of", null, "commit or stash it; --dry-run works all the same", ExitCode.Usage);

    public static Diagnostic NotReleased(string model, string? version) =>
        new("LPT5109", Severity.Error, version is null ? $"{model} has no release" : $"{model} {version} is not released: there is no tag {model}/v{version} with its lock", null, "git fetch --tags brings tags; lepton releases lists them", ExitCode.Usage);

    public static Diagnostic NothingBefore(string model, string channel) =>
        new("LPT5110", Severity.Error, $"there is nothing to roll back to: the history of {channel} has no other version of {model}", null, "lepton promote names a version", ExitCode.Usage);

    public static Diagnostic NoLockToMerge(string path) =>
        new("LPT6111", Severity.Error, $"'{path}' cannot be merged: one of the versions is no lock", null, "take one side, as in git checkout --ours, and run lepton train", ExitCode.StepFailed);
}
