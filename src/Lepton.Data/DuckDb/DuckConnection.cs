namespace Lepton.Data.DuckDb;

/// <summary>A connection; used by one thread at a time.</summary>
public sealed unsafe class DuckConnection : IDisposable
{
    private nint handle;

    internal DuckConnection(nint handle) => this.handle = handle;

    /// <summary>Runs a statement to its end.</summary>
    /// <exception cref="DuckException">DuckDB refuses it.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public void Execute(string sql, CancellationToken cancellation = default)
    {
        using var interrupt = cancellation.Register(Interrupt);
        var result = default(DuckResult);
        fixed (byte* text = DuckDatabase.Utf8(sql))
        {
            var state = Native.duckdb_query(handle, text, &result);
            var message = state == 0 ? null : Native.Text(Native.duckdb_result_error(&result));
            Native.duckdb_destroy_result(&result);
            cancellation.ThrowIfCancellationRequested();
            if (message is not null)
            {
                throw new DuckException(message);
            }
        }
    }

    /// <summary>Runs a query; rows come as they are made. One open query a connection.</summary>
    /// <exception cref="DuckException">DuckDB refuses it.</exception>
    public DuckReader Query(string sql, CancellationToken cancellation = default)
    {
        var statement = Prepare(sql);
        var result = default(DuckResult);
        var state = Native.duckdb_execute_prepared_streaming(statement, &result);
        Native.duckdb_destroy_prepare(&statement);
        if (state != 0)
        {
            var message = Native.Text(Native.duckdb_result_error(&result));
            Native.duckdb_destroy_result(&result);
            cancellation.ThrowIfCancellationRequested();
            throw new DuckException(message);
        }

        return new DuckReader(result, Interrupt, cancellation);
    }

    /// <summary>The columns that a query would have, without running it.</summary>
    /// <exception cref="DuckException">DuckDB refuses it.</exception>
    public IReadOnlyList<DuckColumn> Describe(string sql)
    {
        var statement = Prepare(sql);
        try
        {
            var columns = new DuckColumn[Native.duckdb_prepared_statement_column_count(statement)];
            for (var i = 0; i < columns.Length; i++)
            {
                var name = Native.duckdb_prepared_statement_column_name(statement, (ulong)i);
                columns[i] = DuckColumn.Take(Native.Text(name), Native.duckdb_prepared_statement_column_logical_type(statement, (ulong)i));
                Native.duckdb_free(name);
            }

            return columns;
        }
        finally
        {
            Native.duckdb_destroy_prepare(&statement);
        }
    }

    /// <summary>The rows of a query as text, null for null. For small results.</summary>
    public IReadOnlyList<string?[]> Rows(string sql, CancellationToken cancellation = default)
    {
        var rows = new List<string?[]>();
        var columns = Describe(sql);
        var cast = string.Join(", ", columns.Select((_, i) => $"c{i}::VARCHAR"));
        var names = string.Join(", ", columns.Select((_, i) => $"c{i}"));
        using var reader = Query($"SELECT {cast} FROM ({sql}) AS t({names})", cancellation);
        while (reader.Read())
        {
            for (var row = 0; row < reader.Count; row++)
            {
                var values = new string?[columns.Count];
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = reader.Column(i).Text(row);
                }

                rows.Add(values);
            }
        }

        return rows;
    }

    /// <summary>The one whole number that a query returns.</summary>
    public long Scalar(string sql, CancellationToken cancellation = default) =>
        long.Parse(Rows(sql, cancellation)[0][0] ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose()
    {
        var connection = handle;
        handle = 0;
        if (connection != 0)
        {
            Native.duckdb_disconnect(&connection);
        }
    }

    private void Interrupt()
    {
        if (handle != 0)
        {
            Native.duckdb_interrupt(handle);
        }
    }

    private nint Prepare(string sql)
    {
        nint statement;
        fixed (byte* text = DuckDatabase.Utf8(sql))
        {
            if (Native.duckdb_prepare(handle, text, &statement) != 0)
            {
                var message = Native.Text(Native.duckdb_prepare_error(statement));
                Native.duckdb_destroy_prepare(&statement);
                throw new DuckException(message);
            }
        }

        return statement;
    }
}
