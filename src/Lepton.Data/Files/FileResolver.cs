using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Files;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Store.Snapshots;

namespace Lepton.Data.Files;

/// <summary>Finds a dataset's files, hashes them and holds them against the digests that the spec pins.</summary>
/// <param name="root">The workspace's folder.</param>
/// <param name="downloads">Where files with a url are kept, by digest.</param>
/// <param name="digests">Knows the digests of files that have not changed; default: reads them.</param>
public sealed class FileResolver(string root, UrlCache downloads, FileDigests? digests = null)
{
    private readonly FileDigests digests = digests ?? new FileDigests(null, root, TimeProvider.System);

    /// <exception cref="DiagnosticException">Files are missing, unreadable, or not what the spec pins: all of them at once.</exception>
    public IReadOnlyList<FileTable> Resolve(DatasetSpec dataset)
    {
        var problems = new List<Diagnostic>();
        var tables = new List<FileTable>();
        for (var i = 0; i < dataset.Files.Count; i++)
        {
            var spec = dataset.Files[i];
            var folders = new List<string>();
            var files = spec.Url is null ? FromPath(dataset, i, folders, problems) : [FromUrl(dataset, i)];
            tables.Add(new FileTable(i, spec, files, folders));
        }

        return problems.Count == 0 ? tables : throw new DiagnosticException(problems);
    }

    /// <summary>Looks at a file anew when it is asked for the next time.</summary>
    public void Forget(string path) => digests.Forget(path);

    private ResolvedFile FromUrl(DatasetSpec dataset, int index)
    {
        var spec = dataset.Files[index];
        var path = downloads.Get(new Uri(spec.Url!), spec.Sha256!.Value, dataset.At("files", index, "url"));
        return FileStat.TryGet(path, out var stat)
            ? Describe(path, spec.Url!, new Uri(spec.Url!).AbsolutePath, spec, spec.Sha256.Value, stat)
            : throw new FileNotFoundException($"'{path}' is gone");
    }

    private List<ResolvedFile> FromPath(DatasetSpec dataset, int index, List<string> folders, List<Diagnostic> problems)
    {
        var spec = dataset.Files[index];
        var at = dataset.At("files", index, "path");
        var path = spec.Path!;
        var isGlob = path.AsSpan().ContainsAny('*', '?');
        if (isGlob && Listed(dataset, index, folders, problems) is { } listed)
        {
            return listed;
        }

        var paths = isGlob ? Glob(dataset.Folder, path, folders) : [ContainedPath.Resolve(root, dataset.Folder, path)!];
        if (paths.Count == 0 || (!isGlob && !File.Exists(paths[0])))
        {
            problems.Add(DataDiagnostics.MissingFile(at, path));
            return [];
        }

        var files = new ResolvedFile[paths.Count];
        var failures = new Diagnostic?[paths.Count];
        Parallel.For(0, paths.Count, i =>
        {
            try
            {
                var (stat, _, digest) = digests.Look(paths[i]);
                failures[i] = LfsPointer.Is(paths[i], stat.Size) ? DataDiagnostics.LfsPointer(at, NameOf(paths[i])) : null;
                files[i] = Describe(paths[i], NameOf(paths[i]), paths[i], spec, digest, stat);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failures[i] = DataDiagnostics.Unreadable(new SourceLocation(paths[i]), e.Message);
            }
        });
        problems.AddRange(failures.OfType<Diagnostic>());
        if (problems.Count == 0)
        {
            Compare(dataset, index, isGlob, files, problems);
        }

        return [.. files];
    }

    // What a glob matches as the snapshot has it, if nothing came or went; null where it must be looked for.
    private List<ResolvedFile>? Listed(DatasetSpec dataset, int index, List<string> folders, List<Diagnostic> problems)
    {
        try
        {
            if (digests.Listed(FileTable.ListOf(dataset.Name, index), GlobOf(root, dataset, index)) is not { Files.Count: > 0 } list)
            {
                return null;
            }

            folders.AddRange(list.Folders);
            var files = new ResolvedFile[list.Files.Count];
            for (var i = 0; i < files.Length; i++)
            {
                var file = list.Files[i];
                files[i] = Describe(file.Path, file.Name.Replace('\\', '/'), file.Path, dataset.Files[index], file.Digest, file.Stat);
            }

            Compare(dataset, index, isGlob: true, files, problems);
            return [.. files];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AggregateException)
        {
            // A file that went away or cannot be read: the long way tells which, and why.
            return null;
        }
    }

    /// <summary>A glob with the folder that it is seen from.</summary>
    public static string GlobOf(string root, DatasetSpec dataset, int index) => $"{Path.GetRelativePath(root, dataset.Folder)} {dataset.Files[index].Path}";

    private static void Compare(DatasetSpec dataset, int index, bool isGlob, IReadOnlyList<ResolvedFile> files, List<Diagnostic> problems)
    {
        var spec = dataset.Files[index];
        if (spec.Sha256 is { } pinned)
        {
            var found = isGlob ? Digest.Of(Encoding.ASCII.GetBytes(string.Concat(files.Select(f => f.Digest.Hex + "\n")))) : files[0].Digest;
            if (found != pinned)
            {
                problems.Add(DataDiagnostics.WrongDigest(dataset.At("files", index, "sha256"), spec.Path!, pinned, found));
            }
        }
    }

    private List<string> Glob(string folder, string pattern, List<string> folders)
    {
        var parts = pattern.Split('/');
        var found = new List<string>();
        Match(folder, parts, 0, found, folders);
        found.RemoveAll(f => !ContainedPath.IsInside(root, f));
        found.Sort(StringComparer.Ordinal);

        // `**` can find a file by two ways.
        return [.. found.Where((f, i) => i == 0 || f != found[i - 1])];
    }

    private static void Match(string folder, string[] parts, int depth, List<string> found, List<string> folders)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        folders.Add(folder);
        var part = parts[depth];
        var last = depth == parts.Length - 1;
        if (part is "." or "..")
        {
            Match(Path.GetFullPath(Path.Combine(folder, part)), parts, depth + 1, found, folders);
        }
        else if (last)
        {
            found.AddRange(Directory.EnumerateFiles(folder).Where(f => NamePattern.Matches(part, Path.GetFileName(f))));
        }
        else if (part == "**")
        {
            Match(folder, parts, depth + 1, found, folders);
            foreach (var inner in Directory.EnumerateDirectories(folder))
            {
                Match(inner, parts, depth, found, folders);
            }
        }
        else
        {
            foreach (var inner in Directory.EnumerateDirectories(folder).Where(d => NamePattern.Matches(part, Path.GetFileName(d))))
            {
                Match(inner, parts, depth + 1, found, folders);
            }
        }
    }

    private static ResolvedFile Describe(string path, string name, string named, FileSpec spec, Digest digest, FileStat stat)
    {
        var gzip = named.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var plain = gzip ? named.AsSpan(0, named.Length - 3) : named;
        var format = spec.Format
            ?? (Ends(plain, ".csv") ? FileFormat.Csv
                : Ends(plain, ".tsv") || Ends(plain, ".tab") ? FileFormat.Tsv
                : Ends(plain, ".json") || Ends(plain, ".jsonl") || Ends(plain, ".ndjson") ? FileFormat.Json
                : Ends(plain, ".parquet") ? FileFormat.Parquet
                : FileFormat.Csv);
        return new ResolvedFile(path, name, format, gzip, digest, stat, spec.Sha256 is not null);
    }

    private static bool Ends(ReadOnlySpan<char> name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    // Paths below the root are most of them: what follows it is the name.
    private string NameOf(string path) =>
        (ContainedPath.IsInside(root, path) ? path[(root.TrimEnd(Path.DirectorySeparatorChar).Length + 1)..] : Path.GetRelativePath(root, path)).Replace('\\', '/');
}
