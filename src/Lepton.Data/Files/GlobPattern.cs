using Lepton.Specs;

namespace Lepton.Data.Files;

/// <summary>Tells of a path whether a dataset's pattern would match it, the file being there or not.</summary>
public static class GlobPattern
{
    /// <param name="folder">Full path of the folder that the pattern is seen from.</param>
    /// <param name="pattern">With <c>*</c> and <c>?</c> in its parts, and <c>**</c> for any folders; a plain path too.</param>
    /// <param name="path">Full path of a file.</param>
    public static bool Matches(string folder, string pattern, string path)
    {
        var parts = pattern.Split('/').ToList();
        var from = folder;
        while (parts.Count > 0 && !NamePattern.IsPattern(parts[0]))
        {
            from = Path.GetFullPath(Path.Combine(from, parts[0]));
            parts.RemoveAt(0);
        }

        if (parts.Count == 0)
        {
            return path == from;
        }

        var prefix = Path.TrimEndingDirectorySeparator(from) + Path.DirectorySeparatorChar;
        return path.StartsWith(prefix, StringComparison.Ordinal) && Match([.. parts], 0, path[prefix.Length..].Split(Path.DirectorySeparatorChar), 0);
    }

    private static bool Match(string[] parts, int part, string[] names, int name)
    {
        if (part == parts.Length || name == names.Length)
        {
            return part == parts.Length && name == names.Length;
        }

        return parts[part] switch
        {
            "**" => Match(parts, part + 1, names, name) || Match(parts, part, names, name + 1),
            "." => Match(parts, part + 1, names, name),
            _ => NamePattern.Matches(parts[part], names[name]) && Match(parts, part + 1, names, name + 1),
        };
    }
}
