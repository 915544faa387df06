using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lepton.Data.DuckDb;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Content;

/// <summary>
/// Writes the digest of each row's features, users and items (target included, id and the like left out): 128 bits of XXH3, which is made
/// for telling rows apart, not for withstanding an attack. They tell later which rows a model has seen.
/// </summary>
internal sealed class RowDigests : IDisposable
{
    public const int Size = 16;

    private readonly IReadOnlyList<(Column Column, int Index)> columns;
    private readonly BufferedStream file;
    private byte[] row = new byte[1024];
    private byte[] chunk = [];

    public RowDigests(IReadOnlyList<Column> all, string path)
    {
        columns = [.. all.Select((c, i) => (c, i)).Where(c => c.c.Role is ColumnRole.Feature or ColumnRole.User or ColumnRole.Item)];
        file = new BufferedStream(File.Create(path), 1 << 16);
    }

    public void Add(DuckReader reader)
    {
        Span<byte> digest = stackalloc byte[Size];
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

    // Eight bytes a value and a byte a null, column by column, so that the vectors are read in order. Compiled at once for
    // speed: this loop sees every value, and what is compiled ahead cannot inline the framework's calls.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddFixed(DuckReader reader, Span<byte> digest)
    {
        var width = 9 * columns.Count;
        var size = reader.Count * width;
        if (chunk.Length < size)
        {
            chunk = new byte[size];
        }

        var rows = chunk.AsSpan(0, size);
        for (var c = 0; c < columns.Count; c++)
        {
            var vector = reader.Column(columns[c].Index);
            var isBoolean = columns[c].Column.Type.Kind == ColumnKind.Boolean;
            var flags = isBoolean ? vector.Values<byte>() : default;
            var values = isBoolean ? default : vector.Values<long>();
            for (var r = 0; r < reader.Count; r++)
            {
                var place = rows.Slice((r * width) + (9 * c), 9);
                var isNull = vector.IsNull(r);
                place[8] = isNull ? (byte)1 : (byte)0;
                MemoryMarshal.Write(place, isNull ? 0 : isBoolean ? flags[r] : values[r]);
            }
        }

        for (var r = 0; r < reader.Count; r++)
        {
            Write(rows.Slice(r * width, width), digest);
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
        XxHash128.Hash(bytes, digest);
        file.Write(digest);
    }
}
