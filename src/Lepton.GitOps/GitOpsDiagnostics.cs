using Lepton.Core;
using Lepton.Core.Diagnostics;

namespace Lepton.GitOps;

/// <summary>LPT5xxx: git, forges and releases. One factory a code.</summary>
public static class GitOpsDiagnostics
{
    public static Diagnostic GitFailed(string command, string reason) =>
        Error("LPT5001", $"git {command} failed: {reason}", null, ExitCode.Infrastructure);

    public static Diagnostic NoGit(string reason) =>
        Error("LPT5002", $"git cannot be started: {reason}", "install git", ExitCode.Infrastructure);

    public static Diagnostic NoRepository(string folder) =>
        Error("LPT5003", $"'{folder}' is not in a git repository", null, ExitCode.Usage);

    public static Diagnostic UnknownRevision(string name) =>
        Error("LPT5004", $"git knows no commit '{name}'", "git fetch brings branches and tags; a shallow clone lacks old commits (git fetch --unshallow)", ExitCode.Usage);

    public static Diagnostic Shallow(string name) =>
        Error("LPT5005", $"this clone is shallow, and the remote did not give the commits back to where '{name}' was left", "git fetch --unshallow, or fetch-depth: 0 for actions/checkout", ExitCode.Infrastructure);

    public static Diagnostic Unrelated(string name) =>
        Error("LPT5006", $"the commit that is checked out and '{name}' have no commit in common", "name another base with --baseline", ExitCode.Usage);

    public static Diagnostic NoBase() =>
        Error("LPT5009", "no base branch is known: the remote's default branch is not in this clone", "name one with --baseline; in a workflow: fetch-depth: 0 for actions/checkout", ExitCode.Usage);

    public static Diagnostic ForgeFailed(string reason, string? hint) =>
        Error("LPT5007", $"the forge refuses: {reason}", hint, ExitCode.Infrastructure);

    /// <param name="option">What asked for the forge, such as <c>--post</c>.</param>
    public static Diagnostic NoForge(string option) =>
        Error("LPT5008", $"{option}: nobody says which repository on GitHub is meant", $"{option} works in GitHub Actions, where GITHUB_REPOSITORY, GITHUB_SHA and GITHUB_TOKEN are set{(option == "--post" ? "; --post=notes writes git notes anywhere" : string.Empty)}", ExitCode.Usage);

    public static Diagnostic NotPushed(string reason) =>
        Error("LPT5010", $"the commit was not pushed: {reason}", "git pull --rebase, and run it again; in a workflow, the run of the newer commit does it", ExitCode.Infrastructure);

    public static Diagnostic BadReport(string reason) =>
        Error("LPT5011", $"the report that the run left is not used: {reason}", "the workflow of the pull request may be another than this repository's", ExitCode.Infrastructure);

    public static Diagnostic NoReport(string reason) =>
        Error("LPT5012", $"there is no report to post: {reason}", null, ExitCode.StepFailed);

    public static Diagnostic NotOnRemote() =>
        Error("LPT5013", "what is checked out is on no branch of the remote: a pull request would carry its commits, too", "git push first", ExitCode.Usage);

    public static Diagnostic BadKey(string name, string reason) =>
        Error("LPT5101", $"the key {name} cannot be used: {reason}", "lepton key new makes a pair; openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 does as well", ExitCode.Usage);

    public static Diagnostic NoBundle(string folder, string reason) =>
        Error("LPT5102", $"'{folder}' is no bundle that can be read: {reason}", null, ExitCode.Usage);

    public static Diagnostic NotProven(string bundle, string what) =>
        Error("LPT5103", $"{bundle}: {what}", "do not use it: get it again from who made it", ExitCode.StepFailed);

    public static Diagnostic ShallowRelease() =>
        Error("LPT5104", "this clone is shallow: tags of earlier releases may be missing, and a version would be given twice", "git fetch --unshallow --tags, or fetch-depth: 0 for actions/checkout", ExitCode.Infrastructure);

    public static Diagnostic VersionTaken(string model, string version, string last) =>
        Error("LPT5105", $"{model} cannot be released as {version}: it must come after {last}", "leave --version out, and the change decides", ExitCode.Usage);

    public static Diagnostic OtherRelease(string tag, string file) =>
        Error("LPT5107", $"the release {tag} is out already, and its {file} is another one", "a release that is out is never changed: release the next version", ExitCode.StepFailed);

    public static Diagnostic TooLarge(string file, long size, long largest) =>
        Error("LPT5108", $"'{file}' has {size / (double)(1 << 30):0.00} GiB, and a release takes {largest / (double)(1 << 30):0.0} GiB a file", "make the model smaller, or publish it to an OCI registry", ExitCode.StepFailed);

    public static Diagnostic RegistryFailed(string reason) =>
        Error("LPT5111", $"the registry does not serve: {reason}", "run it again: what is there stays; docker login gives credentials", ExitCode.Infrastructure);

    private static Diagnostic Error(string code, string message, string? hint, ExitCode exitCode) =>
        new(code, Severity.Error, message, null, hint, exitCode);
}
