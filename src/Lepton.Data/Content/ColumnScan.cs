using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lepton.Core.Digests;
using Lepton.Data.DuckDb;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Content;

/// <summary>Takes in a column's values in row order: their digest, and what the profile tells of them.</summary>
/// <remarks>The digest does not depend on how the rows are cut into chunks.</remarks>
internal sealed class ColumnScan : IDisposable
{
    private readonly IncrementalHash values = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash nulls = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Column column;
    private readonly NumberSummary? numbers;
    private byte[] buffer = new byte[1 << 14];
    private long rows;

    public ColumnScan(Column column, NumberSummary? numbers)
    {
        this.column = column;
        this.numbers = numbers;
    }

    public long Nulls { get; private set; }

    public void Add(DuckVector vector, int count)
    {
        switch (column.Type.Kind)
        {
            case ColumnKind.Number:
                Fixed(vector, vector.Values<double>(), count);
                numbers?.Add(vector, vector.Values<double>());
                break;
            case ColumnKind.Integer or ColumnKind.Timestamp:
                Fixed(vector, vector.Values<long>(), count);
                numbers?.Add(vector, vector.Values<long>());
                break;
            case ColumnKind.Boolean:
                Fixed(vector, vector.Values<byte>(), count);
                break;
            default:
                Variable(vector, count);
                break;
        }

        rows += count;
    }

    /// <summary>Digest of name, type, values and which of them are null.</summary>
    public Digest Finish()
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        all.AppendData(System.Text.Encoding.UTF8.GetBytes($"{column.Name}\0{column.Type}\0{rows}\0"));
        all.AppendData(values.GetHashAndReset());
        all.AppendData(nulls.GetHashAndReset());
        return Digest.FromBytes(all.GetHashAndReset());
    }

    public void Dispose()
    {
        values.Dispose();
        nulls.Dispose();
    }

    private void Fixed<T>(DuckVector vector, ReadOnlySpan<T> data, int count)
        where T : unmanaged
    {
        if (!vector.HasNulls)
        {
            values.AppendData(MemoryMarshal.AsBytes(data));
            return;
        }

        // What stands in the place of a null is garbage: zeros take its place.
        var copy = new T[count];
        data.CopyTo(copy);
        for (var row = 0; row < count; row++)
        {
            if (vector.IsNull(row))
            {
                copy[row] = default;
                Null(row);
            }
        }

        values.AppendData(MemoryMarshal.AsBytes(copy.AsSpan()));
    }

    private void Variable(DuckVector vector, int count)
    {
        var used = 0;
        for (var row = 0; row < count; row++)
        {
            if (vector.IsNull(row))
            {
                Null(row);
                continue;
            }

            switch (column.Type.Kind)
            {
                case ColumnKind.Tensor:
                    Append(ref used, MemoryMarshal.AsBytes(vector.Floats(row)));
                    break;
                case ColumnKind.Tokens or ColumnKind.Tags:
                    foreach (var text in vector.Texts(row))
                    {
                        Append(ref used, System.Text.Encoding.UTF8.GetBytes(text));
                    }

                    Append(ref used, []);
                    break;
                default:
                    Append(ref used, vector.Utf8(row));
                    break;
            }
        }

        values.AppendData(buffer, 0, used);
    }

    private void Append(ref int used, ReadOnlySpan<byte> bytes)
    {
        var needed = used + bytes.Length + 4;
        if (needed > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(needed, buffer.Length * 2));
        }

        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(used), bytes.Length);
        bytes.CopyTo(buffer.AsSpan(used + 4));
        used = needed;
    }

    private void Null(int row)
    {
        Nulls++;
        Span<byte> position = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(position, rows + row);
        nulls.AppendData(position);
    }
}
