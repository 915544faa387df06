using System.Reflection;
using System.Runtime.InteropServices;
using Lepton.Runtime.Native;

namespace Lepton.Data.DuckDb;

/// <summary>Finds libduckdb and tells its version.</summary>
public sealed class DuckLibrary
{
    private static readonly Lock Gate = new();
    private static DuckLibrary? loaded;

    private readonly Lazy<DuckDatabase> memory;

    private DuckLibrary(string path, string version)
    {
        memory = new Lazy<DuckDatabase>(OpenMemory);
        LibraryPath = path;
        Version = version;
    }

    public string LibraryPath { get; }

    /// <summary>Such as <c>1.5.6</c>.</summary>
    public string Version { get; }

    /// <summary>
    /// A connection for reading files, in UTC, to the one database in memory that all of them share: opening a database
    /// registers thousands of functions, which takes longer than reading a small part.
    /// </summary>
    public DuckConnection ConnectToMemory() => memory.Value.Connect();

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

    private DuckDatabase OpenMemory()
    {
        var database = DuckDatabase.Open(this, null);
        using var connection = database.Connect();

        // What was read is not kept: blobs are read once.
        connection.Execute("SET GLOBAL TimeZone='UTC'; SET GLOBAL threads=2; SET GLOBAL enable_external_file_cache=false");
        return database;
    }
}
