namespace Lepton.Data.DuckDb;

/// <summary>The chunks of a running query, at most 2048 rows each.</summary>
public sealed unsafe class DuckReader : IDisposable
{
    private readonly CancellationTokenRegistration interrupt;
    private readonly CancellationToken cancellation;
    private DuckResult result;
    private nint chunk;

    internal DuckReader(DuckResult result, Action onCancel, CancellationToken cancellation)
    {
        this.result = result;
        this.cancellation = cancellation;
        interrupt = cancellation.Register(onCancel);
        var columns = new DuckColumn[Native.duckdb_column_count(&result)];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = DuckColumn.Take(Native.Text(Native.duckdb_column_name(&result, (ulong)i)), Native.duckdb_column_logical_type(&result, (ulong)i));
        }

        Columns = columns;
    }

    public IReadOnlyList<DuckColumn> Columns { get; }

    /// <summary>Rows of the current chunk.</summary>
    public int Count { get; private set; }

    /// <summary>Goes to the next chunk; false at the end.</summary>
    /// <exception cref="DuckException">The query failed on the way.</exception>
    public bool Read()
    {
        Free();
        chunk = Native.duckdb_fetch_chunk(result);
        cancellation.ThrowIfCancellationRequested();
        if (chunk == 0)
        {
            fixed (DuckResult* r = &result)
            {
                var error = Native.duckdb_result_error(r);
                return error is null ? false : throw new DuckException(Native.Text(error));
            }
        }

        Count = (int)Native.duckdb_data_chunk_get_size(chunk);
        return true;
    }

    /// <summary>A column of the current chunk.</summary>
    public DuckVector Column(int index)
    {
        var vector = Native.duckdb_data_chunk_get_vector(chunk, (ulong)index);
        return new DuckVector(vector, Native.duckdb_vector_get_data(vector), Native.duckdb_vector_get_validity(vector), Count);
    }

    public void Dispose()
    {
        Free();
        interrupt.Dispose();
        fixed (DuckResult* r = &result)
        {
            Native.duckdb_destroy_result(r);
        }
    }

    private void Free()
    {
        if (chunk != 0)
        {
            fixed (nint* c = &chunk)
            {
                Native.duckdb_destroy_data_chunk(c);
            }

            chunk = 0;
        }
    }
}
