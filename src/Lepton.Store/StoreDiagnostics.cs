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
        Error("LPT6002", $"blob {digest} is damaged: its bytes are {found}", "remove it; the next run makes it again");

    public static Diagnostic Missing(Digest digest, string path) =>
        Error("LPT6003", $"blob {digest} is not in the store ({path})", "run lepton train to make it again");

    public static Diagnostic Changed(string path) =>
        Error("LPT6004", $"'{path}' changed while it was being read", "run again when nobody writes to it");

    private static Diagnostic Error(string code, string message, string hint) =>
        new(code, Severity.Error, message, null, hint, ExitCode.Infrastructure);
}
