using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lepton.Core.Digests;
using Lepton.Core.Files;

namespace Lepton.Store.Snapshots;

/// <summary>A file or folder of a snapshot, as it lies on disk: 80 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileEntry
{
    /// <summary>Where its path begins in the snapshot's texts.</summary>
    public int Path;
    public FileFlags Flags;
    public long Size;
    public long Modified;
    public long Changed;
    public ulong Inode;

    /// <summary>When the file was looked at, before it was read; nanoseconds since 1970.</summary>
    public long Taken;
    public Bytes32 Digest;

    [InlineArray(32)]
    internal struct Bytes32
    {
        private byte first;
    }

    // Times of files advance in ticks: what is written within the tick in which a file was looked at leaves no trace in its
    // times (git calls such an entry racy). Kernels tick every 10 ms at most; file systems without fractions every 2 s.
    private const long Tick = 20_000_000;
    private const long CoarseTick = 2_000_000_000;

    /// <summary>Whether an unchanged stat proves unchanged content.</summary>
    public readonly bool IsTrusted
    {
        get
        {
            var tick = Modified % 1_000_000_000 == 0 ? CoarseTick : Tick;
            return Modified + tick < Taken && Changed + Tick < Taken;
        }
    }

    public readonly FileStat Stat => new(Size, Modified, Changed, Inode, Flags.HasFlag(FileFlags.Folder));

    public readonly bool Matches(in FileStat stat) =>
        stat.Size == Size && stat.Modified == Modified && stat.Changed == Changed && stat.Inode == Inode;

    public void Set(in FileStat stat, long taken)
    {
        (Size, Modified, Changed, Inode) = (stat.Size, stat.Modified, stat.Changed, stat.Inode);
        Taken = taken;
    }

    public readonly Digest Content => Core.Digests.Digest.FromBytes(MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<Bytes32, byte>(ref Unsafe.AsRef(in Digest)), 32));

    public void SetContent(Digest digest) => Convert.FromHexString(digest.Hex).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<Bytes32, byte>(ref Digest), 32));
}
