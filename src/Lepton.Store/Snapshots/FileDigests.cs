using System.Collections.Concurrent;
using Lepton.Core.Digests;
using Lepton.Core.Files;

namespace Lepton.Store.Snapshots;

/// <summary>Digests of files: those that a snapshot knows and that have not changed since are not read again.</summary>
/// <param name="root">What relative paths of the snapshot are relative to.</param>
/// <param name="freshness">Which files of the snapshot this command has looked at already, if it has.</param>
public sealed class FileDigests(Snapshot? snapshot, string root, TimeProvider clock, Freshness? freshness = null)
{
    private readonly ConcurrentDictionary<string, Fingerprint> found = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> forgotten = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, int>> known = new(() => Index(snapshot, root));
    private readonly Lazy<Dictionary<string, int>> lists = new(() => Lists(snapshot));

    /// <exception cref="IOException">The file cannot be read.</exception>
    public Digest Of(string path) => Look(path).Digest;

    /// <summary>The stat that the digest belongs to, when it was taken, and the digest. A path is looked at once.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public Fingerprint Look(string path) => found.GetOrAdd(path, Find);

    /// <summary>
    /// The files of a list that a snapshot has, if in none of its folders something came or went; else null. Only files that
    /// changed are read; nothing is listed or sorted.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public FileList? Listed(string list, string glob)
    {
        if (freshness is null || !forgotten.IsEmpty || !lists.Value.TryGetValue(list, out var number) || snapshot!.NoteOf(number) != glob)
        {
            return null;
        }

        var target = snapshot.Targets[number];
        var numbers = snapshot.Numbers.Slice(target.FilesStart, target.FilesCount).ToArray();
        var folders = numbers.TakeWhile(n => snapshot.Files[n].Flags.HasFlag(FileFlags.Folder)).ToList();
        if (folders.Exists(freshness.IsChanged))
        {
            return null;
        }

        var files = new ListedFile[numbers.Length - folders.Count];
        Parallel.ForEach(Partitioner.Create(0, files.Length), range =>
        {
            for (var i = range.Item1; i < range.Item2; i++)
            {
                files[i] = Listed(numbers[folders.Count + i]);
            }
        });
        return new FileList(folders.ConvertAll(f => Path.Combine(root, snapshot.PathOf(f))), files);
    }

    private ListedFile Listed(int number)
    {
        var name = snapshot!.PathOf(number);
        var path = Path.Combine(root, name);
        if (freshness!.IsChanged(number))
        {
            var (stat, _, digest) = Look(path);
            return new ListedFile(path, name, stat, digest);
        }

        ref var entry = ref snapshot.Files[number];
        return new ListedFile(path, name, entry.Stat, entry.Content);
    }

    /// <summary>Forgets a path, so that the next question looks at it anew.</summary>
    public void Forget(string path)
    {
        forgotten[path] = true;
        found.TryRemove(path, out _);
    }

    private Fingerprint Find(string path)
    {
        var isKnown = known.Value.TryGetValue(path, out var index);
        if (isKnown && freshness?.IsChanged(index) == false && !forgotten.ContainsKey(path))
        {
            var entry = snapshot!.Files[index];
            return new Fingerprint(entry.Stat, entry.Taken, entry.Content);
        }

        var taken = FileStat.Nanoseconds(clock.GetUtcNow());
        if (!FileStat.TryGet(path, out var stat))
        {
            throw new FileNotFoundException($"there is no file '{path}'");
        }

        if (isKnown)
        {
            var entry = snapshot!.Files[index];
            if (entry.Matches(stat) && entry.IsTrusted)
            {
                return new Fingerprint(stat, entry.Taken, entry.Content);
            }
        }

        return new Fingerprint(stat, taken, stat.IsFolder ? FolderListing.DigestOf(path) : FileHasher.Hash(path));
    }

    private static Dictionary<string, int> Lists(Snapshot? snapshot)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < (snapshot?.TargetCount ?? 0); i++)
        {
            if (snapshot!.IsKind(i, "files"u8))
            {
                found[snapshot.NameOf(i)] = i;
            }
        }

        return found;
    }

    private static Dictionary<string, int> Index(Snapshot? snapshot, string root)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < (snapshot?.Files.Length ?? 0); i++)
        {
            if (snapshot!.Files[i].Flags.HasFlag(FileFlags.Hashed))
            {
                index[Path.Combine(root, snapshot.PathOf(i))] = i;
            }
        }

        return index;
    }
}
