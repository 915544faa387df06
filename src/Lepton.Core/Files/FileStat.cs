using System.Runtime.InteropServices;
using System.Text;

namespace Lepton.Core.Files;

/// <summary>What the file system knows of a file without reading it.</summary>
/// <param name="Size">Bytes; 0 for a folder.</param>
/// <param name="Modified">Nanoseconds since 1970, when the content (of a folder: its list) last changed.</param>
/// <param name="Changed">Nanoseconds since 1970, when content or attributes last changed; the system alone sets it. 0 where it is not known.</param>
/// <param name="Inode">Number of the file on its disk; 0 where it is not known.</param>
public readonly record struct FileStat(long Size, long Modified, long Changed, ulong Inode, bool IsFolder)
{
    /// <summary>False where there is nothing at the path, or nothing that can be looked at.</summary>
    public static bool TryGet(string path, out FileStat stat) =>
        OperatingSystem.IsLinux() ? TryGet(Encoding.UTF8.GetBytes(path + '\0'), out stat) : TryGetPortable(path, out stat);

    /// <summary>The same for a path as the system wants it: UTF-8, zero-terminated, relative to the working directory or rooted.</summary>
    public static unsafe bool TryGet(ReadOnlySpan<byte> path, out FileStat stat)
    {
        if (!OperatingSystem.IsLinux())
        {
            return TryGetPortable(Encoding.UTF8.GetString(path[..^1]), out stat);
        }

        Statx found;
        fixed (byte* text = path)
        {
            if (statx(AtWorkingDirectory, text, 0, BasicStats, &found) != 0)
            {
                stat = default;
                return false;
            }
        }

        var isFolder = (found.Mode & FileTypeMask) == FolderType;
        stat = new FileStat(isFolder ? 0 : (long)found.Size, found.ModifiedSeconds * 1_000_000_000 + found.ModifiedNanoseconds, found.ChangedSeconds * 1_000_000_000 + found.ChangedNanoseconds, found.Inode, isFolder);
        return true;
    }

    /// <summary>Nanoseconds since 1970 of a time.</summary>
    public static long Nanoseconds(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) * 100;

    private static bool TryGetPortable(string path, out FileStat stat)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        stat = info.Exists
            ? new FileStat((info as FileInfo)?.Length ?? 0, Nanoseconds(info.LastWriteTimeUtc), 0, 0, info is DirectoryInfo)
            : default;
        return info.Exists;
    }

    // struct statx of Linux, 256 bytes; statx(2).
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;
    }

    private const int AtWorkingDirectory = -100;
    private const uint BasicStats = 0x7ff;
    private const ushort FileTypeMask = 0xF000;
    private const ushort FolderType = 0x4000;

    [DllImport("libc")]
    private static extern unsafe int statx(int folder, byte* path, int flags, uint mask, Statx* found);
}
