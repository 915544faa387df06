using System.Text;

namespace Lepton.Data.DuckDb;

/// <summary>A database, in memory or in a scratch file.</summary>
public sealed unsafe class DuckDatabase : IDisposable
{
    private nint handle;

    private DuckDatabase(nint handle) => this.handle = handle;

    /// <param name="path">A scratch file, or null for memory.</param>
    /// <exception cref="DuckException">The file cannot be made.</exception>
    public static DuckDatabase Open(DuckLibrary library, string? path)
    {
        ArgumentNullException.ThrowIfNull(library);
        nint database;
        byte* error;
        fixed (byte* name = path is null ? null : Utf8(path))
        {
            if (Native.duckdb_open_ext(name, &database, 0, &error) != 0)
            {
                var message = Native.Text(error);
                Native.duckdb_free(error);
                throw new DuckException(message);
            }
        }

        return new DuckDatabase(database);
    }

    public DuckConnection Connect()
    {
        nint connection;
        return Native.duckdb_connect(handle, &connection) == 0
            ? new DuckConnection(connection)
            : throw new DuckException("Connection Error: the database takes no connection");
    }

    public void Dispose()
    {
        var database = handle;
        handle = 0;
        if (database != 0)
        {
            Native.duckdb_close(&database);
        }
    }

    internal static byte[] Utf8(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
