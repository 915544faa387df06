using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lepton.Data.DuckDb;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Content;

/// <summary>
/// Writes the digest of each row's features (target included, id and the like left out): the first 16 bytes of SHA-256.
/// They tell later which rows a model has seen.
/// </summary>
internal sealed class RowDigests : IDisposable
{
    public const int Size = 16;

    private readonly IReadOnlyList<(Column Column, int Index)> columns;
    private readonly BufferedStream file;
    private byte[] row = new byte[1024];

    public RowDigests(IReadOnlyList<Column> all, string path)
    {
        columns = [.. all.Select((c, i) => (c, i)).Where(c => c.c.Role == ColumnRole.Feature)];
        file = new BufferedStream(File.Create(path), 1 << 16);
    }

    public void Add(DuckReader reader)
    {
        Span<byte> digest = stackalloc byte[32];
        if (columns.All(c => IsFixed(c.Column)))
        {
            AddFixed(reader, digest);
            return;
        }

        for (var r = 0; r < reader.Count; r++)
        {
            var used = 0;
            foreach (var (column, index) in columns)
            {
                Append(reader.Column(index), column, r, ref used);
            }

            Write(row.AsSpan(0, used), digest);
        }
    }

    public void Dispose() => file.Dispose();

    private static bool IsFixed(Column column) => column.Type.Kind is ColumnKind.Number or ColumnKind.Integer or ColumnKind.Timestamp or ColumnKind.Boolean;

    // Nine bytes a value, column by column, so that the vectors are read in order.
    private void AddFixed(DuckReader reader, Span<byte> digest)
    {
        var width = 9 * columns.Count;
        var rows = new byte[reader.Count * width];
        for (var c = 0; c < columns.Count; c++)
        {
            var vector = reader.Column(columns[c].Index);
            var isBoolean = columns[c].Column.Type.Kind == ColumnKind.Boolean;
            for (var r = 0; r < reader.Count; r++)
            {
                var place = rows.AsSpan((r * width) + (9 * c), 9);
                if (!vector.IsNull(r))
                {
                    place[0] = 1;
                    BinaryPrimitives.WriteInt64LittleEndian(place[1..], isBoolean ? vector.Values<byte>()[r] : vector.Values<long>()[r]);
                }
            }
        }

        for (var r = 0; r < reader.Count; r++)
        {
            Write(rows.AsSpan(r * width, width), digest);
        }
    }

    private void Append(DuckVector vector, Column column, int r, ref int used)
    {
        if (vector.IsNull(r))
        {
            Bytes([], -1, ref used);
            return;
        }

        switch (column.Type.Kind)
        {
            case ColumnKind.Number or ColumnKind.Integer or ColumnKind.Timestamp:
                Bytes(MemoryMarshal.AsBytes(vector.Values<long>().Slice(r, 1)), 8, ref used);
                break;
            case ColumnKind.Boolean:
                Bytes(vector.Values<byte>().Slice(r, 1), 1, ref used);
                break;
            case ColumnKind.Tensor:
                Bytes(MemoryMarshal.AsBytes(vector.Floats(r)), vector.Floats(r).Length, ref used);
                break;
            case ColumnKind.Tokens or ColumnKind.Tags:
                foreach (var text in vector.Texts(r))
                {
                    var bytes = System.Text.Encoding.UTF8.GetBytes(text);
                    Bytes(bytes, bytes.Length, ref used);
                }

                break;
            default:
                Bytes(vector.Utf8(r), vector.Utf8(r).Length, ref used);
                break;
        }
    }

    private void Bytes(ReadOnlySpan<byte> bytes, int length, ref int used)
    {
        if (used + bytes.Length + 4 > row.Length)
        {
            Array.Resize(ref row, Math.Max(used + bytes.Length + 4, row.Length * 2));
        }

        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(used), length);
        bytes.CopyTo(row.AsSpan(used + 4));
        used += bytes.Length + 4;
    }

    private void Write(ReadOnlySpan<byte> bytes, Span<byte> digest)
    {
        SHA256.HashData(bytes, digest);
        file.Write(digest[..Size]);
    }
}
