namespace Lepton.Data.Files;

/// <summary>Tells the small text that Git LFS leaves in place of a file that was not fetched (git-lfs, docs/spec.md).</summary>
internal static class LfsPointer
{
    private const int Shortest = 100;
    private const int Longest = 1024;

    private static ReadOnlySpan<byte> Start => "version https://git-lfs.github.com/spec/v1\n"u8;

    /// <param name="size">Of the file: one that is no pointer by its size is not opened.</param>
    public static bool Is(string path, long size)
    {
        if (size is < Shortest or > Longest)
        {
            return false;
        }

        Span<byte> begin = stackalloc byte[Start.Length];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.SequenceEqual(Start);
    }
}
