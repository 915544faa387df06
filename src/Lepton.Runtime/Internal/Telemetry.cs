using System.Runtime.InteropServices;

namespace Lepton.Runtime.Internal;

/// <summary>ONNX Runtime's reports to its vendor, which it would begin as it is loaded: none is sent, and no file in the user's folder is written.</summary>
internal static partial class Telemetry
{
    /// <summary>Turns them off for the libraries that are loaded from now on. Who has set the variable has decided.</summary>
    public static void TurnOff()
    {
        if (!OperatingSystem.IsWindows())
        {
            // The library reads the process's own environment, which .NET's is a copy of.
            _ = SetVariable("ORT_DISABLE_TELEMETRY", "1", overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
