using System.Runtime.InteropServices;
using System.Text;
using Lepton.Runtime.Internal;
using Lepton.Runtime.Native;

namespace Lepton.Runtime;

/// <summary>
/// The loaded ONNX Runtime: its function table and one environment. Make one and share it; it is safe for all threads.
/// </summary>
public sealed unsafe class OnnxRuntime : IDisposable
{
    private const uint ApiVersion = 17;

    // As the package Lepton.Runtime carries it: an app may have another ONNX Runtime, of Microsoft's package, in the same folder.
    private const string OwnName = "liblepton_onnxruntime.so";

    private readonly nint* table;
    private nint environment;
    private nint memory;

    private OnnxRuntime(nint* table, string version, string path)
    {
        this.table = table;
        Version = version;
        LibraryPath = path;
        nint env;
        fixed (byte* id = "lepton\0"u8)
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)table[Slots.CreateEnv])(3, id, &env));
        }

        environment = env;
        Check(((delegate* unmanaged<nint, nint>)table[Slots.DisableTelemetryEvents])(env));
        nint info;
        Check(((delegate* unmanaged<int, int, nint*, nint>)table[Slots.CreateCpuMemoryInfo])(1, 0, &info));
        memory = info;
        nint allocator;
        Check(((delegate* unmanaged<nint*, nint>)table[Slots.GetAllocatorWithDefaultOptions])(&allocator));
        Allocator = allocator;
    }

    /// <summary>The library's own version, such as <c>1.30.0</c>.</summary>
    public string Version { get; }

    /// <summary>Where the library was loaded from.</summary>
    public string LibraryPath { get; }

    internal nint Environment => environment;

    internal nint Memory => memory;

    internal nint Allocator { get; }

    internal nint this[int slot] => table[slot];

    /// <summary>Loads the library, or returns null where none can be found.</summary>
    public static OnnxRuntime? TryLoad(NativeLibraryFolders folders)
    {
        Telemetry.TurnOff();
        var path = folders.Find(OwnName, "libonnxruntime.so", "libonnxruntime.so.1", "onnxruntime.dll", "libonnxruntime.dylib");
        if (!NativeLibrary.TryLoad(path ?? "libonnxruntime.so.1", out var library))
        {
            return null;
        }

        var apiBase = (nint*)((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        var table = (nint*)((delegate* unmanaged<uint, nint>)apiBase[0])(ApiVersion);
        var version = Text(((delegate* unmanaged<nint>)apiBase[1])());
        return table is null ? null : new OnnxRuntime(table, version, path ?? "libonnxruntime.so.1");
    }

    /// <exception cref="OnnxRuntimeException">The status carries an error.</exception>
    internal void Check(nint status)
    {
        if (status == 0)
        {
            return;
        }

        var code = ((delegate* unmanaged<nint, int>)table[Slots.GetErrorCode])(status);
        var message = Text(((delegate* unmanaged<nint, nint>)table[Slots.GetErrorMessage])(status));
        Release(Slots.ReleaseStatus, status);
        throw new OnnxRuntimeException(code, message);
    }

    internal void Release(int slot, nint handle)
    {
        if (handle != 0)
        {
            ((delegate* unmanaged<nint, void>)table[slot])(handle);
        }
    }

    /// <summary>Reads a string that the default allocator made, and frees it.</summary>
    internal string Take(nint text)
    {
        var value = Text(text);
        Check(((delegate* unmanaged<nint, nint, nint>)table[Slots.AllocatorFree])(Allocator, text));
        return value;
    }

    internal static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? string.Empty;

    internal static byte[] ZeroTerminated(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    public void Dispose()
    {
        Release(Slots.ReleaseMemoryInfo, memory);
        Release(Slots.ReleaseEnv, environment);
        memory = 0;
        environment = 0;
    }
}
