using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;

namespace Lepton.Store;

/// <summary>LPT6xxx: what can go wrong with the store. One factory a code.</summary>
public static class StoreDiagnostics
{
    public static Diagnostic Unwritable(string folder, string reason) =>
        Error("LPT6001", $"the store '{folder}' cannot be written: {reason}", "check its permissions and the free space of its disk");

    public static Diagnostic Damaged(Digest digest, string found) =>
        Error("LPT6002", $"blob {digest} is damaged: its bytes are {found}", "lepton cache fsck removes it; the next run makes or fetches it again");

    public static Diagnostic Missing(Digest digest, string path) =>
        Error("LPT6003", $"blob {digest} is not in the store ({path})", "run lepton train to make it again");

    public static Diagnostic Changed(string path) =>
        Error("LPT6004", $"'{path}' changed while it was being read", "run again when nobody writes to it");

    public static Diagnostic DamagedBlob(Digest digest, string found, bool removed) =>
        Warning("LPT6005", $"blob {digest} is damaged: {found}", removed);

    public static Diagnostic DamagedResult(string path, bool removed) =>
        Warning("LPT6006", $"the result '{path}' is damaged: it is not of the key that it is named by", removed);

    public static Diagnostic Stray(string path, bool removed) =>
        Warning("LPT6007", $"'{path}' is no blob: its name is no digest", removed);

    public static Diagnostic NoRuns(string path, string reason) =>
        Error("LPT6008", $"the history of runs, '{path}', cannot be used: {reason}", "what was built is not touched; remove the file, and a new one is begun");

    public static Diagnostic RemoteUnavailable(string remote, string reason) =>
        Warning("LPT6201", $"the remote store {remote} is not used: {reason}", "what it might have had is made here; LEPTON_REMOTE=off leaves it alone");

    public static Diagnostic RemoteDenied(string remote, string reason) =>
        Warning("LPT6202", $"the remote store {remote} may not be read: {reason}", "docker login gives credentials, or remote.user and remote.password in lepton.yaml name them; LEPTON_REMOTE=off leaves it alone");

    public static Diagnostic RemoteCorrupt(string remote, string reason) =>
        Warning("LPT6203", $"the remote store {remote} sent something wrong, which is not used: {reason}", "delete it there: it is made here and pushed again");

    public static Diagnostic NotPushed(string remote, string reason) =>
        Warning("LPT6204", $"results are not pushed to the remote store {remote}: {reason}", "lepton cache push tries again; LEPTON_REMOTE=read never pushes");

    private static Diagnostic Warning(string code, string message, string hint) =>
        new(code, Severity.Warning, message, null, hint, ExitCode.Infrastructure);

    private static Diagnostic Warning(string code, string message, bool removed) =>
        new(code, removed ? Severity.Warning : Severity.Error, message, null, removed ? "it was removed; the next run makes it again" : "lepton cache fsck removes it; the next run makes it again", ExitCode.Infrastructure);

    private static Diagnostic Error(string code, string message, string hint) =>
        new(code, Severity.Error, message, null, hint, ExitCode.Infrastructure);
}
