using System.Text;
using Lepton.Core.Digests;

namespace Lepton.GitOps.Release;

/// <summary>The files of a model that leave the workspace together: the model, its card, and the proof of where it came from.</summary>
public sealed class Bundle
{
    private readonly SortedDictionary<string, BundleFile> files = new(StringComparer.Ordinal);

    /// <summary>The files by name.</summary>
    public IReadOnlyCollection<BundleFile> Files => files.Values;

    /// <summary>Adds a file that lies somewhere.</summary>
    public void Add(string name, string path, Digest digest) => files.Add(name, new BundleFile(name, path, null, digest));

    public void Add(string name, byte[] content) => files.Add(name, new BundleFile(name, null, content, Digest.Of(content)));

    public void Add(string name, string text) => Add(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Names and SHA-256 of all files, as <c>sha256sum --check</c> reads them.</summary>
    public string Checksums() => string.Concat(files.Values.Select(f => $"{f.Digest.Hex}  {f.Name}\n"));

    /// <summary>
    /// Writes the files into a folder, which then holds them and nothing else. Until all are there, what was there stays. The
    /// caller sees to it that nobody else writes there; what a dead one left beside it goes.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Write(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var parent = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(parent);
        var beside = Path.Combine(parent, $".{Path.GetFileName(full)}.tmp");
        var old = Path.Combine(parent, $".{Path.GetFileName(full)}.old");
        Remove(beside);
        Remove(old);
        try
        {
            Directory.CreateDirectory(beside);
            foreach (var file in files.Values)
            {
                file.Write(Path.Combine(beside, file.Name));
            }

            if (Directory.Exists(full))
            {
                Directory.Move(full, old);
            }

            Directory.Move(beside, full);
        }
        finally
        {
            Remove(beside);
            Remove(old);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
