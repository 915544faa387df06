using Lepton.Data.DuckDb;
using Lepton.Data.Files;
using Lepton.Specs;

namespace Lepton.Data.Reading;

/// <summary>The database that a data step works in: bounded memory, UTC, no access but to the work folder once the files are in.</summary>
internal sealed class ScratchDatabase : IDisposable
{
    // DuckDB grows some 15-50 % over its own limit, and two readers that take digests hold blocks beside it.
    private const double DuckShare = 0.25;

    private readonly DuckDatabase database;
    private readonly string folder;

    private ScratchDatabase(DuckDatabase database, string folder, int threads)
    {
        this.database = database;
        this.folder = folder;
        Threads = threads;
        Connection = database.Connect();
    }

    public DuckConnection Connection { get; }

    public int Threads { get; }

    /// <param name="folder">A work folder; large data go to a scratch file in it.</param>
    public static ScratchDatabase Open(DuckLibrary library, string folder, Resources resources, IEnumerable<FileTable> tables)
    {
        var bytes = tables.SelectMany(t => t.Files).Sum(f => f.Gzip ? f.Size * 6 : f.Size);
        var memory = resources.Memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var inMemory = bytes < memory / 4;
        var scratch = new ScratchDatabase(DuckDatabase.Open(library, inMemory ? null : Path.Combine(folder, "scratch.duckdb")), folder, resources.Cpu);
        // Without threads of the allocator's own, what dead threads have freed stays with the process: up to 150 MiB.
        scratch.Connection.Execute(
            $"""
            SET allocator_background_threads=true;
            SET autoinstall_known_extensions=false;
            SET autoload_known_extensions=false;
            SET temp_directory={Sql.Text(Path.Combine(folder, "spill"))};
            SET memory_limit='{Math.Max(64L << 20, (long)(memory * DuckShare)) / 1024}KiB';
            SET TimeZone='UTC';
            SET preserve_insertion_order=true;
            SET threads={resources.Cpu};
            """);
        return scratch;
    }

    /// <summary>Closes the door: from now on only the work folder can be read and written.</summary>
    public void CutOff() =>
        Connection.Execute($"SET allowed_directories=[{Sql.Text(folder)}]; SET enable_external_access=false;");

    public DuckConnection Connect() => database.Connect();

    /// <summary>Plans whose order is not that of the files run on one thread.</summary>
    public void UseThreads(int threads) => Connection.Execute($"SET threads={threads}");

    public void Dispose()
    {
        Connection.Dispose();
        database.Dispose();
    }
}
