using System.Runtime.InteropServices;

namespace Lepton.Data.Content;

/// <summary>
/// Counts rows that stand in more than one part, by 62 bits of their digests: among ten million rows, chance adds one once
/// in a hundred thousand data sets. Memory stays bounded: digests are taken in turns.
/// </summary>
internal static class SharedRows
{
    private const long AtOnce = 4_000_000;

    /// <summary>Rows of the validation and test part whose digest also occurs in an earlier part.</summary>
    /// <param name="files">One a part, in order.</param>
    public static long Count(IReadOnlyList<string> files)
    {
        var total = files.Sum(f => new FileInfo(f).Length) / RowDigests.Size;
        var turns = (ulong)((total / AtOnce) + 1);
        var shared = 0L;
        for (var turn = 0UL; turn < turns; turn++)
        {
            shared += Count(files, turns, turn);
        }

        return shared;
    }

    private static long Count(IReadOnlyList<string> files, ulong turns, ulong turn)
    {
        // The part stands in the last two bits, so that sorting brings equal rows together, the earliest part first.
        var keys = new List<ulong>();
        for (var part = 0; part < files.Count; part++)
        {
            Read(files[part], keys, (ulong)part, turns, turn);
        }

        var sorted = CollectionsMarshal.AsSpan(keys);
        sorted.Sort();
        var shared = 0L;
        var first = 0;
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] >> 2 != sorted[first] >> 2)
            {
                first = i;
            }
            else if ((sorted[i] & 3) != (sorted[first] & 3))
            {
                shared++;
            }
        }

        return shared;
    }

    private static void Read(string path, List<ulong> keys, ulong part, ulong turns, ulong turn)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var buffer = new byte[RowDigests.Size * 4096];
        int read;
        do
        {
            read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            for (var i = 0; i < read; i += RowDigests.Size)
            {
                var digest = MemoryMarshal.Read<ulong>(buffer.AsSpan(i));
                if (digest % turns == turn)
                {
                    keys.Add((digest & ~3UL) | part);
                }
            }
        }
        while (read == buffer.Length);
    }
}
