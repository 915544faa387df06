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

    private static Diagnostic Error(string code, string message, string? hint, ExitCode exitCode) =>
        new(code, Severity.Error, message, null, hint, exitCode);
}
