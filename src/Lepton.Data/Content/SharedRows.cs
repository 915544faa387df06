using System.Runtime.InteropServices;

namespace Lepton.Data.Content;

/// <summary>Counts rows that stand in more than one part. Memory stays bounded: digests are taken in turns by their last bits.</summary>
internal static class SharedRows
{
    private const long AtOnce = 4_000_000;

    /// <summary>Rows of the validation and test part whose digest also occurs in an earlier part.</summary>
    public static long Count(IReadOnlyList<string> files)
    {
        var total = files.Sum(f => new FileInfo(f).Length) / RowDigests.Size;
        var turns = (ulong)((total / AtOnce) + 1);
        var shared = 0L;
        for (var turn = 0UL; turn < turns; turn++)
        {
            var seen = new HashSet<UInt128>();
            foreach (var file in files)
            {
                var own = new HashSet<UInt128>();
                foreach (var digest in Read(file, turns, turn))
                {
                    shared += seen.Contains(digest) ? 1 : 0;
                    own.Add(digest);
                }

                seen.UnionWith(own);
            }
        }

        return shared;
    }

    private static IEnumerable<UInt128> Read(string path, ulong turns, ulong turn)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var buffer = new byte[RowDigests.Size * 4096];
        while (true)
        {
            var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            for (var i = 0; i < read; i += RowDigests.Size)
            {
                var digest = MemoryMarshal.Read<UInt128>(buffer.AsSpan(i));
                if ((ulong)digest % turns == turn)
                {
                    yield return digest;
                }
            }

            if (read < buffer.Length)
            {
                yield break;
            }
        }
    }
}
