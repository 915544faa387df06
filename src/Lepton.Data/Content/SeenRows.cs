using System.Runtime.InteropServices;
using Lepton.Data.DuckDb;

namespace Lepton.Data.Content;

/// <summary>Finds rows that a model was trained, stopped or tuned on, by the digests that its dataset left of them.</summary>
public static class SeenRows
{
    /// <summary>For each row of a part, whether its digest is among those of a list; memory is that of the part's digests.</summary>
    /// <param name="parquet">The part, as Parquet.</param>
    /// <param name="columns">The columns of the dataset that the list is of, in their order.</param>
    /// <param name="list">A file of 128-bit digests, one after the other.</param>
    /// <param name="work">A file that may be written and is left to the caller.</param>
    public static bool[] Find(DuckLibrary library, string parquet, IReadOnlyList<Column> columns, string list, string work, CancellationToken cancellation)
    {
        using (var connection = library.ConnectToMemory())
        using (var digests = new RowDigests(columns, work))
        using (var reader = connection.Query($"SELECT {string.Join(", ", columns.Select(c => Sql.Name(c.Name)))} FROM read_parquet({Sql.Text(parquet)})", cancellation))
        {
            while (reader.Read())
            {
                digests.Add(reader);
            }
        }

        var own = MemoryMarshal.Cast<byte, UInt128>(File.ReadAllBytes(work)).ToArray();
        var order = Enumerable.Range(0, own.Length).ToArray();
        Array.Sort(own, order);
        var seen = new bool[own.Length];
        using var file = new FileStream(list, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var buffer = new byte[RowDigests.Size * 4096];
        int read;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            foreach (var digest in MemoryMarshal.Cast<byte, UInt128>(buffer.AsSpan(0, read)))
            {
                Mark(own, order, digest, seen);
            }
        }
        while (read == buffer.Length);
        return seen;
    }

    // Rows may be equal: all of them count as seen.
    private static void Mark(UInt128[] own, int[] order, UInt128 digest, bool[] seen)
    {
        var at = Array.BinarySearch(own, digest);
        if (at < 0)
        {
            return;
        }

        for (var i = at; i >= 0 && own[i] == digest; i--)
        {
            seen[order[i]] = true;
        }

        for (var i = at + 1; i < own.Length && own[i] == digest; i++)
        {
            seen[order[i]] = true;
        }
    }
}
