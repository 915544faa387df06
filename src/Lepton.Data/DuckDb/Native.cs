using System.Runtime.InteropServices;

namespace Lepton.Data.DuckDb;

/// <summary>The part of DuckDB's C API that is used, with its own names. idx_t is 64 bits, bool one byte, 0 means success.</summary>
internal static unsafe partial class Native
{
    private const string Library = "duckdb";

    [DllImport(Library)]
    public static extern byte* duckdb_library_version();

    [DllImport(Library)]
    public static extern int duckdb_open_ext(byte* path, nint* database, nint config, byte** error);

    [DllImport(Library)]
    public static extern void duckdb_close(nint* database);

    [DllImport(Library)]
    public static extern int duckdb_connect(nint database, nint* connection);

    [DllImport(Library)]
    public static extern void duckdb_disconnect(nint* connection);

    [DllImport(Library)]
    public static extern void duckdb_interrupt(nint connection);

    [DllImport(Library)]
    public static extern int duckdb_prepare(nint connection, byte* sql, nint* statement);

    [DllImport(Library)]
    public static extern byte* duckdb_prepare_error(nint statement);

    [DllImport(Library)]
    public static extern void duckdb_destroy_prepare(nint* statement);

    [DllImport(Library)]
    public static extern ulong duckdb_prepared_statement_column_count(nint statement);

    [DllImport(Library)]
    public static extern byte* duckdb_prepared_statement_column_name(nint statement, ulong column);

    [DllImport(Library)]
    public static extern nint duckdb_prepared_statement_column_logical_type(nint statement, ulong column);

    [DllImport(Library)]
    public static extern int duckdb_execute_prepared_streaming(nint statement, DuckResult* result);

    [DllImport(Library)]
    public static extern int duckdb_query(nint connection, byte* sql, DuckResult* result);

    [DllImport(Library)]
    public static extern void duckdb_destroy_result(DuckResult* result);

    [DllImport(Library)]
    public static extern byte* duckdb_result_error(DuckResult* result);

    [DllImport(Library)]
    public static extern nint duckdb_fetch_chunk(DuckResult result);

    [DllImport(Library)]
    public static extern ulong duckdb_column_count(DuckResult* result);

    [DllImport(Library)]
    public static extern byte* duckdb_column_name(DuckResult* result, ulong column);

    [DllImport(Library)]
    public static extern nint duckdb_column_logical_type(DuckResult* result, ulong column);

    [DllImport(Library)]
    public static extern ulong duckdb_data_chunk_get_size(nint chunk);

    [DllImport(Library)]
    public static extern nint duckdb_data_chunk_get_vector(nint chunk, ulong column);

    [DllImport(Library)]
    public static extern void duckdb_destroy_data_chunk(nint* chunk);

    [DllImport(Library)]
    public static extern void* duckdb_vector_get_data(nint vector);

    [DllImport(Library)]
    public static extern ulong* duckdb_vector_get_validity(nint vector);

    [DllImport(Library)]
    public static extern nint duckdb_list_vector_get_child(nint vector);

    [DllImport(Library)]
    public static extern int duckdb_get_type_id(nint type);

    [DllImport(Library)]
    public static extern nint duckdb_list_type_child_type(nint type);

    [DllImport(Library)]
    public static extern nint duckdb_array_type_child_type(nint type);

    [DllImport(Library)]
    public static extern void duckdb_destroy_logical_type(nint* type);

    [DllImport(Library)]
    public static extern void duckdb_free(void* memory);

    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? string.Empty;
}
