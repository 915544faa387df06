using System.Buffers;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Lepton.Core.Digests;
using Lepton.Core.Files;

namespace Lepton.Store.Snapshots;

/// <summary>Puts a snapshot together and writes it.</summary>
public sealed class SnapshotBuilder
{
    private readonly List<FileEntry> files = [];
    private readonly List<TargetEntry> targets = [];
    private readonly List<int> numbers = [];
    private readonly ArrayBufferWriter<byte> texts = new(1 << 12);
    private readonly Dictionary<string, int> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> byPath = new(StringComparer.Ordinal);

    /// <summary>Adds a file, once a path.</summary>
    /// <param name="taken">When the file was looked at, before it was read; nanoseconds since 1970.</param>
    /// <param name="digest">Of its content, or null where only its stat counts.</param>
    /// <returns>Its number.</returns>
    public int AddFile(string path, FileStat stat, long taken, Digest? digest, FileFlags flags = FileFlags.None)
    {
        if (byPath.TryGetValue(path, out var number))
        {
            return number;
        }

        var entry = new FileEntry { Path = Text(path), Flags = flags | (digest is null ? 0 : FileFlags.Hashed) | (stat.IsFolder ? FileFlags.Folder : 0) };
        entry.Set(stat, taken);
        if (digest is { } content)
        {
            entry.SetContent(content);
        }

        return Add(path, entry);
    }

    /// <summary>Adds a target; what it needs must have been added before.</summary>
    public int AddTarget(string kind, string name, string note, IReadOnlyCollection<int> ownFiles, IReadOnlyCollection<int> needs)
    {
        var entry = new TargetEntry { Kind = Text(kind), Name = Text(name), Note = Text(note), FilesStart = numbers.Count, FilesCount = ownFiles.Count };
        numbers.AddRange(ownFiles);
        entry.NeedsStart = numbers.Count;
        entry.NeedsCount = needs.Count;
        numbers.AddRange(needs);
        targets.Add(entry);
        return targets.Count - 1;
    }

    /// <summary>Takes over a file of another snapshot.</summary>
    public int Keep(Snapshot from, int file)
    {
        var path = from.PathOf(file);
        if (byPath.TryGetValue(path, out var number))
        {
            return number;
        }

        var entry = from.Files[file];
        entry.Path = Text(path);
        return Add(path, entry);
    }

    /// <summary>Writes the snapshot beside its place and renames it there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path, string stamp)
    {
        var header = new int[6];
        header[0] = Text(stamp);
        (header[1], header[2], header[3], header[4]) = (files.Count, targets.Count, numbers.Count, texts.WrittenCount);
        var sizes = (Files: files.Count * Unsafe.SizeOf<FileEntry>(), Targets: targets.Count * Unsafe.SizeOf<TargetEntry>(), Numbers: numbers.Count * sizeof(int));
        var bytes = new byte[Snapshot.HeaderSize + sizes.Files + sizes.Targets + sizes.Numbers + texts.WrittenCount];
        Snapshot.Magic.CopyTo(bytes);
        MemoryMarshal.AsBytes(header.AsSpan()).CopyTo(bytes.AsSpan(16));
        var rest = bytes.AsSpan(Snapshot.HeaderSize);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(files)).CopyTo(rest);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(targets)).CopyTo(rest[sizes.Files..]);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)).CopyTo(rest[(sizes.Files + sizes.Targets)..]);
        texts.WrittenSpan.CopyTo(rest[(sizes.Files + sizes.Targets + sizes.Numbers)..]);
        MemoryMarshal.Write(bytes.AsSpan(8), XxHash64.HashToUInt64(bytes.AsSpan(16)));
        AtomicFile.WriteAllBytes(path, bytes, LocalStore.ScratchIn(Path.GetDirectoryName(path)!));
    }

    private int Add(string path, in FileEntry entry)
    {
        files.Add(entry);
        byPath.Add(path, files.Count - 1);
        return files.Count - 1;
    }

    private int Text(string text)
    {
        if (!known.TryGetValue(text, out var offset))
        {
            offset = texts.WrittenCount;
            known.Add(text, offset);
            texts.Write(Encoding.UTF8.GetBytes(text + '\0'));
        }

        return offset;
    }
}
