using System.Runtime.InteropServices;
using System.Text;
using Lepton.Runtime.Native;

namespace Lepton.Training.XGBoost;

/// <summary>Finds libxgboost and tells its version.</summary>
public sealed class XGBoostLibrary
{
    private static readonly Lock Gate = new();
    private static XGBoostLibrary? loaded;

    private XGBoostLibrary(string path, string version)
    {
        LibraryPath = path;
        Version = version;
    }

    public string LibraryPath { get; }

    /// <summary>Such as <c>1.7.4</c>.</summary>
    public string Version { get; }

    /// <summary>Loads the library, or returns null where none can be found. A process has one, whichever is found first.</summary>
    public static unsafe XGBoostLibrary? TryLoad(NativeLibraryFolders folders)
    {
        lock (Gate)
        {
            if (loaded is not null)
            {
                return loaded;
            }

            var found = folders.Find("libxgboost.so", "libxgboost.so.0", "xgboost.dll", "libxgboost.dylib");
            foreach (var name in new[] { found, "libxgboost.so.0", "libxgboost.so", "xgboost", "libxgboost.dylib" }.OfType<string>())
            {
                if (NativeLibrary.TryLoad(name, out var library))
                {
                    EngineLibraries.Register("xgboost", library);
                    int major, minor, patch;
                    Native.XGBoostVersion(&major, &minor, &patch);
                    return loaded = new XGBoostLibrary(name, $"{major}.{minor}.{patch}");
                }
            }

            return null;
        }
    }

    /// <exception cref="XGBoostException">The call failed.</exception>
    internal static unsafe void Check(int state)
    {
        if (state != 0)
        {
            throw new XGBoostException(Marshal.PtrToStringUTF8((nint)Native.XGBGetLastError()) ?? "unknown error");
        }
    }

    internal static byte[] Utf8(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
