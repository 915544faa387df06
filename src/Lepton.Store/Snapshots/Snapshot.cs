using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Lepton.Store.Snapshots;

/// <summary>
/// What was last known to be up to date, and the files that it stands on: one flat file, read in one go and used as it lies in
/// memory, so that ten thousand models cost no more than their stats.
/// </summary>
/// <remarks>
/// Layout, little-endian: eight letters, XXH64 of what follows (its code is compiled ahead, that of the wider XXH3 is not), a stamp's offset, four counts, file entries, target entries, numbers, texts (UTF-8,
/// zero-terminated). A file that is not of this layout, or damaged, is worth no more than none.
/// </remarks>
public sealed class Snapshot
{
    internal const int HeaderSize = 40;

    private readonly byte[] bytes;
    private readonly int files;
    private readonly int targets;
    private readonly int numbers;

    private Snapshot(byte[] bytes)
    {
        this.bytes = bytes;
        var header = MemoryMarshal.Cast<byte, int>(bytes.AsSpan(16, 24));
        Stamp = string.Empty;
        (files, targets, numbers) = (header[1], header[2], header[3]);
        TextStart = HeaderSize + (files * Unsafe.SizeOf<FileEntry>()) + (targets * Unsafe.SizeOf<TargetEntry>()) + (numbers * sizeof(int));
        Stamp = Text(header[0]);
    }

    internal static ReadOnlySpan<byte> Magic => "LPTSNAP2"u8;

    /// <summary>Who wrote it: of another stamp, targets mean nothing, files still do.</summary>
    public string Stamp { get; }

    public int TargetCount => targets;

    internal Span<FileEntry> Files => MemoryMarshal.Cast<byte, FileEntry>(bytes.AsSpan(HeaderSize, files * Unsafe.SizeOf<FileEntry>()));

    internal ReadOnlySpan<TargetEntry> Targets => MemoryMarshal.Cast<byte, TargetEntry>(bytes.AsSpan(HeaderSize + (files * Unsafe.SizeOf<FileEntry>()), targets * Unsafe.SizeOf<TargetEntry>()));

    internal ReadOnlySpan<int> Numbers => MemoryMarshal.Cast<byte, int>(bytes.AsSpan(TextStart - (numbers * sizeof(int)), numbers * sizeof(int)));

    private int TextStart { get; }

    /// <summary>The snapshot in a file, or null where there is none that can be used.</summary>
    public static Snapshot? Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            return IsSound(bytes) ? new Snapshot(bytes) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public SnapshotTarget Target(int index)
    {
        var entry = Targets[index];
        return new SnapshotTarget(
            Text(entry.Kind),
            Text(entry.Name),
            Text(entry.Note),
            Numbers.Slice(entry.FilesStart, entry.FilesCount).ToArray(),
            Numbers.Slice(entry.NeedsStart, entry.NeedsCount).ToArray());
    }

    /// <summary>The kind of a target, without making the rest of it.</summary>
    public bool IsKind(int target, ReadOnlySpan<byte> kind) => Utf8(Targets[target].Kind)[..^1].SequenceEqual(kind);

    public string NameOf(int target) => Text(Targets[target].Name);

    public string NoteOf(int target) => Text(Targets[target].Note);

    public string PathOf(int file) => Text(Files[file].Path);

    internal ReadOnlySpan<byte> Utf8(int offset)
    {
        var rest = bytes.AsSpan(TextStart + offset);
        return rest[..(rest.IndexOf((byte)0) + 1)];
    }

    internal string Text(int offset) => Encoding.UTF8.GetString(Utf8(offset)[..^1]);

    private static bool IsSound(byte[] bytes)
    {
        if (bytes.Length < HeaderSize || !bytes.AsSpan(0, 8).SequenceEqual(Magic) || XxHash64.HashToUInt64(bytes.AsSpan(16)) != MemoryMarshal.Read<ulong>(bytes.AsSpan(8)))
        {
            return false;
        }

        var header = MemoryMarshal.Cast<byte, int>(bytes.AsSpan(16, 24));
        var texts = HeaderSize + ((long)header[1] * Unsafe.SizeOf<FileEntry>()) + ((long)header[2] * Unsafe.SizeOf<TargetEntry>()) + ((long)header[3] * sizeof(int));
        return texts + header[4] == bytes.Length && bytes[^1] == 0;
    }
}
