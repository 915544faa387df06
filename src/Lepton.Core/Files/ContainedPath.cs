namespace Lepton.Core.Files;

/// <summary>Resolves paths that specs name and refuses those that leave their folder.</summary>
public static class ContainedPath
{
    /// <summary>
    /// The full path of <paramref name="relative"/> seen from <paramref name="folder"/>, or null where it is absolute or
    /// lies outside <paramref name="root"/>, symbolic links followed.
    /// </summary>
    public static string? Resolve(string root, string folder, string relative)
    {
        if (Path.IsPathRooted(relative) || relative.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var full = Path.GetFullPath(Path.Combine(folder, relative));
        return IsInside(root, full) && IsInside(Real(root), Real(full)) ? full : null;
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="root"/> or lies below it; both are full paths.</summary>
    public static bool IsInside(string root, string path)
    {
        var trimmed = Path.TrimEndingDirectorySeparator(root);
        return string.Equals(path, trimmed, StringComparison.Ordinal)
            || path.StartsWith(trimmed + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    /// <summary>The path with all symbolic links followed.</summary>
    public static string Real(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var current = root;
        foreach (var part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(current, part);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            current = info.LinkTarget is null ? next : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next;
        }

        return current;
    }
}
