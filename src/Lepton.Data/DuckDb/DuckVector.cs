using System.Text;

namespace Lepton.Data.DuckDb;

/// <summary>One column of one chunk; valid until the reader moves on.</summary>
public readonly unsafe ref struct DuckVector
{
    private readonly nint vector;
    private readonly void* data;
    private readonly ulong* validity;
    private readonly int count;

    internal DuckVector(nint vector, void* data, ulong* validity, int count)
    {
        this.vector = vector;
        this.data = data;
        this.validity = validity;
        this.count = count;
    }

    public bool HasNulls => validity is not null;

    public bool IsNull(int row) => validity is not null && ((validity[row >> 6] >> (row & 63)) & 1) == 0;

    /// <summary>The values; those of null rows have no meaning.</summary>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => new(data, count);

    /// <summary>UTF-8 bytes of a text that is not null.</summary>
    public ReadOnlySpan<byte> Utf8(int row) => Utf8((byte*)data + (16L * row));

    /// <summary>The text, or null.</summary>
    public string? Text(int row) => IsNull(row) ? null : Encoding.UTF8.GetString(Utf8(row));

    /// <summary>The float32 elements of a list that is not null.</summary>
    public ReadOnlySpan<float> Floats(int row)
    {
        var entry = (ulong*)data + (2L * row);
        var child = Native.duckdb_list_vector_get_child(vector);
        return new ReadOnlySpan<float>((float*)Native.duckdb_vector_get_data(child) + entry[0], (int)entry[1]);
    }

    /// <summary>The text elements of a list that is not null.</summary>
    public string[] Texts(int row)
    {
        var entry = (ulong*)data + (2L * row);
        var child = (byte*)Native.duckdb_vector_get_data(Native.duckdb_list_vector_get_child(vector));
        var texts = new string[entry[1]];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Encoding.UTF8.GetString(Utf8(child + (16L * ((long)entry[0] + i))));
        }

        return texts;
    }

    // duckdb_string_t: length, then either up to twelve bytes in place, or four bytes of prefix and a pointer.
    private static ReadOnlySpan<byte> Utf8(byte* text)
    {
        var length = *(int*)text;
        return new ReadOnlySpan<byte>(length <= 12 ? text + 4 : *(byte**)(text + 8), length);
    }
}
