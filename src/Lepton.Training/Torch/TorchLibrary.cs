using System.Runtime.InteropServices;
using System.Text;
using Lepton.Runtime.Native;

namespace Lepton.Training.Torch;

/// <summary>Finds libtorch, through the library that ./build.sh Compile makes where a libtorch is, and tells its version.</summary>
public sealed class TorchLibrary
{
    private static readonly Lock Gate = new();
    private static TorchLibrary? loaded;

    private TorchLibrary(string path, string version)
    {
        LibraryPath = path;
        Version = version;
    }

    public string LibraryPath { get; }

    /// <summary>Of libtorch, such as <c>1.13.0</c>.</summary>
    public string Version { get; }

    /// <summary>Loads the library, or returns null where there is none or its libtorch is gone. A process has one, whichever is found first.</summary>
    public static unsafe TorchLibrary? TryLoad(NativeLibraryFolders folders)
    {
        lock (Gate)
        {
            if (loaded is null && folders.Find("liblepton_torch.so", "lepton_torch.dll", "liblepton_torch.dylib") is { } path && NativeLibrary.TryLoad(path, out var library))
            {
                EngineLibraries.Register(Native.Library, library);
                loaded = new TorchLibrary(path, Marshal.PtrToStringUTF8((nint)Native.lt_version())!);
            }

            return loaded;
        }
    }

    /// <exception cref="TorchException">The call failed.</exception>
    internal static void Check(int state, string what)
    {
        if (state != 0)
        {
            throw Failure(what);
        }
    }

    internal static unsafe TorchException Failure(string what) =>
        new(what, Marshal.PtrToStringUTF8((nint)Native.lt_error()) ?? "unknown error");

    internal static byte[] Utf8(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
