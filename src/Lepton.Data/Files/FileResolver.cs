using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Files;
using Lepton.Specs;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Files;

/// <summary>Finds a dataset's files, hashes them and holds them against the digests that the spec pins.</summary>
/// <param name="root">The workspace's folder.</param>
/// <param name="downloads">Where files with a url are kept, by digest.</param>
public sealed class FileResolver(string root, UrlCache downloads)
{
    /// <exception cref="DiagnosticException">Files are missing, unreadable, or not what the spec pins: all of them at once.</exception>
    public IReadOnlyList<FileTable> Resolve(DatasetSpec dataset)
    {
        var problems = new List<Diagnostic>();
        var tables = new List<FileTable>();
        for (var i = 0; i < dataset.Files.Count; i++)
        {
            var spec = dataset.Files[i];
            var files = spec.Url is null ? FromPath(dataset, i, problems) : [FromUrl(dataset, i)];
            tables.Add(new FileTable(i, spec, files));
        }

        return problems.Count == 0 ? tables : throw new DiagnosticException(problems);
    }

    private ResolvedFile FromUrl(DatasetSpec dataset, int index)
    {
        var spec = dataset.Files[index];
        var path = downloads.Get(new Uri(spec.Url!), spec.Sha256!.Value, dataset.At("files", index, "url"));
        return Describe(path, new Uri(spec.Url!).AbsolutePath, spec, spec.Sha256.Value) with { Name = spec.Url! };
    }

    private List<ResolvedFile> FromPath(DatasetSpec dataset, int index, List<Diagnostic> problems)
    {
        var spec = dataset.Files[index];
        var at = dataset.At("files", index, "path");
        var path = spec.Path!;
        var isGlob = path.AsSpan().ContainsAny('*', '?');
        var paths = isGlob ? Glob(dataset.Folder, path) : [ContainedPath.Resolve(root, dataset.Folder, path)!];
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
                var written = File.GetLastWriteTimeUtc(paths[i]);
                files[i] = Describe(paths[i], paths[i], spec, FileHasher.Hash(paths[i])) with { Written = written };
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failures[i] = DataDiagnostics.Unreadable(new SourceLocation(paths[i]), e.Message);
            }
        });
        problems.AddRange(failures.OfType<Diagnostic>());
        if (problems.Count == 0 && spec.Sha256 is { } pinned)
        {
            var found = isGlob ? Digest.Of(Encoding.ASCII.GetBytes(string.Concat(files.Select(f => f.Digest.Hex + "\n")))) : files[0].Digest;
            if (found != pinned)
            {
                problems.Add(DataDiagnostics.WrongDigest(dataset.At("files", index, "sha256"), path, pinned, found));
            }
        }

        return [.. files];
    }

    private List<string> Glob(string folder, string pattern)
    {
        var parts = pattern.Split('/');
        var found = new List<string>();
        Match(folder, parts, 0, found);
        found = [.. found.Where(f => ContainedPath.IsInside(root, f)).Distinct().Order(StringComparer.Ordinal)];
        return found;
    }

    private static void Match(string folder, string[] parts, int depth, List<string> found)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        var part = parts[depth];
        var last = depth == parts.Length - 1;
        if (part is "." or "..")
        {
            Match(Path.GetFullPath(Path.Combine(folder, part)), parts, depth + 1, found);
        }
        else if (last)
        {
            found.AddRange(Directory.EnumerateFiles(folder).Where(f => NamePattern.Matches(part, Path.GetFileName(f))));
        }
        else if (part == "**")
        {
            Match(folder, parts, depth + 1, found);
            foreach (var inner in Directory.EnumerateDirectories(folder))
            {
                Match(inner, parts, depth, found);
            }
        }
        else
        {
            foreach (var inner in Directory.EnumerateDirectories(folder).Where(d => NamePattern.Matches(part, Path.GetFileName(d))))
            {
                Match(inner, parts, depth + 1, found);
            }
        }
    }

    private ResolvedFile Describe(string path, string named, FileSpec spec, Digest digest)
    {
        var gzip = named.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var ending = Path.GetExtension(gzip ? named[..^3] : named).ToLowerInvariant();
        var format = spec.Format ?? ending switch
        {
            ".tsv" or ".tab" => FileFormat.Tsv,
            ".json" or ".jsonl" or ".ndjson" => FileFormat.Json,
            ".parquet" => FileFormat.Parquet,
            _ => FileFormat.Csv,
        };
        return new ResolvedFile(path, Path.GetRelativePath(root, path).Replace('\\', '/'), format, gzip, digest, new FileInfo(path).Length, File.GetLastWriteTimeUtc(path), spec.Sha256 is not null);
    }
}
