using System;
using System.IO;

namespace Lepton.Sdk.State;

/// <summary>A model spec, as far as the build must know it: its name, its workspace and its lock.</summary>
internal sealed class SpecFile
{
    private SpecFile(string path, string name, string? root)
    {
        Path = path;
        Name = name;
        Root = root;
    }

    public string Path { get; }

    /// <summary>The model's name; that of the file where the spec has none.</summary>
    public string Name { get; }

    /// <summary>The folder of lepton.yaml, or null where there is none above the spec.</summary>
    public string? Root { get; }

    public string LockPath => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, Name + ".lock.yaml");

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SpecFile Read(string path)
    {
        var name = TopLevel(path, "name") ?? System.IO.Path.GetFileNameWithoutExtension(path);
        return new SpecFile(path, name, FindRoot(System.IO.Path.GetDirectoryName(path)!));
    }

    /// <summary>Where the store is: <c>store</c> of lepton.yaml.</summary>
    public string StoreFolder() =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(Root!, TopLevel(System.IO.Path.Combine(Root!, "lepton.yaml"), "store") ?? ".lepton"));

    // The text of a key at the left edge, or null where there is none.
    private static string? TopLevel(string path, string key)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith(key + ":", StringComparison.Ordinal))
            {
                var text = line.Substring(key.Length + 1);
                var comment = text.IndexOf(" #", StringComparison.Ordinal);
                return (comment < 0 ? text : text.Substring(0, comment)).Trim().Trim('"', '\'');
            }
        }

        return null;
    }

    private static string? FindRoot(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "lepton.yaml")))
            {
                return at.FullName;
            }
        }

        return null;
    }
}
