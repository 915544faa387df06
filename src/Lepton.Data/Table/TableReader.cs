using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Table;

/// <summary>Reads columns of Parquet files, chunk by chunk, into memory.</summary>
/// <param name="folder">Where tensors may lie that are too many for memory; null where all must fit into it.</param>
public sealed class TableReader(DuckLibrary library, string? folder = null)
{
    /// <summary>The columns of a part, in row order.</summary>
    public DataTable Read(string parquet, IReadOnlyList<Column> columns, CancellationToken cancellation) =>
        Read($"read_parquet({Sql.Text(parquet)})", columns, c => Sql.Name(c.Name), cancellation);

    /// <summary>For each condition over the columns of a part, which rows fulfil it; null counts as false.</summary>
    /// <param name="refuse">Makes the diagnostic for a condition that cannot be run.</param>
    public IReadOnlyList<bool[]> Where(string parquet, IReadOnlyList<string> conditions, Func<int, string, Diagnostic> refuse, CancellationToken cancellation)
    {
        var all = new List<bool[]>();
        for (var i = 0; i < conditions.Count; i++)
        {
            try
            {
                var flag = new Column("flag", ColumnType.Of(ColumnKind.Boolean), ColumnRole.Feature, false, null, null, null, [], null);
                var table = Read($"read_parquet({Sql.Text(parquet)})", [flag], _ => $"coalesce(({conditions[i]})::BOOLEAN, false)", cancellation);
                all.Add(Array.ConvertAll(table.Columns[0].Flags!, f => f == 1));
            }
            catch (DuckException e)
            {
                throw new DiagnosticException(refuse(i, e.Reason));
            }
        }

        return all;
    }

    /// <summary>Reads from any SQL source; <paramref name="expression"/> gives the SQL of each column.</summary>
    internal DataTable Read(string source, IReadOnlyList<Column> columns, Func<Column, string> expression, CancellationToken cancellation)
    {
        using var connection = library.ConnectToMemory();
        var rows = (int)connection.Scalar($"SELECT count(*) FROM {source}", cancellation);
        var builders = columns.Select(c => new ColumnBuilder(c, rows, folder)).ToList();
        if (columns.Count > 0)
        {
            using var reader = connection.Query($"SELECT {string.Join(", ", columns.Select(expression))} FROM {source}", cancellation);
            var at = 0;
            while (reader.Read())
            {
                for (var i = 0; i < builders.Count; i++)
                {
                    builders[i].Add(reader.Column(i), at, reader.Count);
                }

                at += reader.Count;
            }
        }

        return new DataTable(rows, [.. builders.Select(b => b.Build())]);
    }

    private sealed class ColumnBuilder
    {
        private readonly Column column;
        private readonly double[]? numbers;
        private readonly long[]? wholes;
        private readonly byte[]? flags;
        private readonly string?[]? texts;
        private readonly TensorValues? tensors;
        private readonly string[]?[]? lists;
        private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
        private bool[]? nulls;

        public ColumnBuilder(Column column, int rows, string? folder)
        {
            this.column = column;
            switch (column.Type.Kind)
            {
                case ColumnKind.Number:
                    numbers = new double[rows];
                    break;
                case ColumnKind.Integer or ColumnKind.Timestamp:
                    wholes = new long[rows];
                    break;
                case ColumnKind.Boolean:
                    flags = new byte[rows];
                    break;
                case ColumnKind.Category or ColumnKind.Text:
                    texts = new string?[rows];
                    break;
                case ColumnKind.Tensor:
                    tensors = TensorValues.Allocate((long)rows * column.Type.Size, folder);
                    break;
                default:
                    lists = new string[]?[rows];
                    break;
            }
        }

        public void Add(DuckVector vector, int at, int count)
        {
            if (numbers is not null)
            {
                vector.Values<double>().CopyTo(numbers.AsSpan(at));
            }
            else if (wholes is not null)
            {
                vector.Values<long>().CopyTo(wholes.AsSpan(at));
            }
            else if (flags is not null)
            {
                vector.Values<byte>().CopyTo(flags.AsSpan(at));
            }
            else
            {
                Variable(vector, at, count);
                return;
            }

            if (vector.HasNulls)
            {
                Nulls(vector, at, count);
            }
        }

        public ColumnData Build() => new(column, numbers, wholes, flags, texts, nulls, tensors, lists);

        private void Nulls(DuckVector vector, int at, int count)
        {
            for (var row = 0; row < count; row++)
            {
                if (!vector.IsNull(row))
                {
                    continue;
                }

                if (numbers is not null)
                {
                    numbers[at + row] = double.NaN;
                }
                else if (flags is not null)
                {
                    flags[at + row] = 2;
                }
                else
                {
                    wholes![at + row] = 0;
                    (nulls ??= new bool[wholes.Length])[at + row] = true;
                }
            }
        }

        private void Variable(DuckVector vector, int at, int count)
        {
            if (texts is not null)
            {
                Texts(vector, at, count);
                return;
            }

            for (var row = 0; row < count; row++)
            {
                if (lists is not null)
                {
                    lists[at + row] = vector.IsNull(row) ? null : vector.Texts(row);
                }
                else if (!vector.IsNull(row))
                {
                    Tensor(vector.Floats(row), at + row);
                }
                else
                {
                    throw new DiagnosticException(DataDiagnostics.BadValues(new SourceLocation(column.Name), column.Name, $"no {column.Type}", 1, [$"row {at + row}: null"]));
                }
            }
        }

        private void Tensor(ReadOnlySpan<float> values, int row)
        {
            if (values.Length != column.Type.Size)
            {
                throw new DiagnosticException(DataDiagnostics.BadValues(new SourceLocation(column.Name), column.Name, $"no {column.Type}", 1, [$"row {row}: {values.Length} values"]));
            }

            tensors!.Write((long)row * values.Length, values);
        }

        // Few different categories: one string each, not one a row.
        private void Texts(DuckVector vector, int at, int count)
        {
            var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
            Span<char> characters = stackalloc char[256];
            for (var row = 0; row < count; row++)
            {
                if (vector.IsNull(row))
                {
                    continue;
                }

                var bytes = vector.Utf8(row);
                if (bytes.Length > characters.Length || known.Count > 100_000)
                {
                    texts![at + row] = Encoding.UTF8.GetString(bytes);
                    continue;
                }

                var text = characters[..Encoding.UTF8.GetChars(bytes, characters)];
                if (!lookup.TryGetValue(text, out var shared))
                {
                    shared = text.ToString();
                    known.Add(shared, shared);
                }

                texts![at + row] = shared;
            }
        }
    }
}
