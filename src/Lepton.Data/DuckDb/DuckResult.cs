using System.Runtime.InteropServices;

namespace Lepton.Data.DuckDb;

/// <summary>duckdb_result, 48 bytes, passed by value to duckdb_fetch_chunk.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckResult
{
    public ulong DeprecatedColumnCount;
    public ulong DeprecatedRowCount;
    public ulong DeprecatedRowsChanged;
    public nint DeprecatedColumns;
    public nint DeprecatedErrorMessage;
    public nint Data;
}
