using System.Reflection;
using System.Runtime.InteropServices;
using Lepton.Runtime.Native;

namespace Lepton.Data.DuckDb;

/// <summary>Finds libduckdb and tells its version.</summary>
public sealed class DuckLibrary
{
    private static readonly Lock Gate = new();
    private static DuckLibrary? loaded;

    private DuckLibrary(string path, string version)
    {
        LibraryPath = path;
        Version = version;
    }

    public string LibraryPath { get; }

    /// <summary>Such as <c>1.5.6</c>.</summary>
    public string Version { get; }

    /// <summary>Loads the library, or returns null where none can be found. A process has one, whichever is found first.</summary>
    public static unsafe DuckLibrary? TryLoad(NativeLibraryFolders folders)
    {
        lock (Gate)
        {
            if (loaded is not null)
            {
                return loaded;
            }

            var path = folders.Find("libduckdb.so", "duckdb.dll", "libduckdb.dylib");
            if (!NativeLibrary.TryLoad(path ?? "libduckdb.so", out var library))
            {
                return null;
            }

            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == "duckdb" ? library : 0);
            return loaded = new DuckLibrary(path ?? "libduckdb.so", Native.Text(Native.duckdb_library_version()).TrimStart('v'));
        }
    }
}
