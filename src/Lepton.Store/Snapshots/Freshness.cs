using Lepton.Core.Digests;
using Lepton.Core.Files;

namespace Lepton.Store.Snapshots;

/// <summary>Which files and targets of a snapshot are as they were. Files are looked at, not read, unless their stat proves nothing.</summary>
public sealed class Freshness
{
    private const int Piece = 256;

    private readonly Snapshot snapshot;
    private readonly bool[] changed;
    private readonly bool[] stale;
    private int refreshed;

    private Freshness(Snapshot snapshot)
    {
        this.snapshot = snapshot;
        changed = new bool[snapshot.Files.Length];
        stale = new bool[snapshot.TargetCount];
    }

    /// <summary>Whether a file was read and found unchanged: writing the snapshot again saves that the next time.</summary>
    public bool IsRefreshed => refreshed > 0;

    /// <param name="root">What relative paths of the snapshot are relative to; must be the working directory of the stats.</param>
    /// <param name="verify">Reads every file whose digest is known.</param>
    public static Freshness Check(Snapshot snapshot, string root, bool verify, TimeProvider clock)
    {
        var result = new Freshness(snapshot);
        var taken = FileStat.Nanoseconds(clock.GetUtcNow());
        var count = snapshot.Files.Length;
        if (count < 4 * Piece)
        {
            result.Look(0, count, root, verify, taken);
        }
        else
        {
            // Two threads of our own: the pool takes longer to start than a thousand stats.
            var next = -1;
            void Work()
            {
                int start;
                while ((start = Interlocked.Increment(ref next) * Piece) < count)
                {
                    result.Look(start, Math.Min(start + Piece, count), root, verify, taken);
                }
            }

            var other = new Thread(Work);
            other.Start();
            Work();
            other.Join();
        }

        result.Settle();
        return result;
    }

    public bool IsFresh(int target) => !stale[target];

    public bool IsChanged(int file) => changed[file];

    // Needs come before what needs them.
    private void Settle()
    {
        var numbers = snapshot.Numbers;
        for (var i = 0; i < stale.Length; i++)
        {
            var target = snapshot.Targets[i];
            foreach (var file in numbers.Slice(target.FilesStart, target.FilesCount))
            {
                stale[i] |= changed[file];
            }

            foreach (var need in numbers.Slice(target.NeedsStart, target.NeedsCount))
            {
                stale[i] |= stale[need];
            }
        }
    }

    private void Look(int start, int end, string root, bool verify, long taken)
    {
        var files = snapshot.Files;
        var buffer = new byte[4096];
        var prefix = System.Text.Encoding.UTF8.GetBytes(root + '/', buffer.AsSpan());
        for (var i = start; i < end; i++)
        {
            ref var entry = ref files[i];
            var path = snapshot.Utf8(entry.Path);
            if (path[0] != (byte)'/' && prefix + path.Length <= buffer.Length)
            {
                path.CopyTo(buffer.AsSpan(prefix));
                path = buffer.AsSpan(0, prefix + path.Length);
            }

            changed[i] = IsChanged(ref entry, path, verify, taken);
        }
    }

    private bool IsChanged(ref FileEntry entry, ReadOnlySpan<byte> path, bool verify, long taken)
    {
        var exists = FileStat.TryGet(path, out var stat);
        if (!exists)
        {
            return true;
        }

        if (entry.Flags.HasFlag(FileFlags.Immutable))
        {
            return stat.Size != entry.Size;
        }

        var isHashed = entry.Flags.HasFlag(FileFlags.Hashed);
        if (entry.Matches(stat) && entry.IsTrusted && !(verify && isHashed))
        {
            return false;
        }

        // Touched, or written in the very tick in which it was looked at: only the content tells.
        if (!isHashed || stat.Size != entry.Size || !HasContent(path, stat.IsFolder, entry.Content))
        {
            return true;
        }

        entry.Set(stat, taken);
        Interlocked.Increment(ref refreshed);
        return false;
    }

    private static bool HasContent(ReadOnlySpan<byte> path, bool isFolder, Digest digest)
    {
        try
        {
            var name = System.Text.Encoding.UTF8.GetString(path[..^1]);
            return (isFolder ? FolderListing.DigestOf(name) : FileHasher.Hash(name)) == digest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is not known to be unchanged; the step that needs it will say so.
            return false;
        }
    }
}
