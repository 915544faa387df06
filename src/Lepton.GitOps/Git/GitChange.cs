namespace Lepton.GitOps.Git;

/// <summary>A file that differs from a commit.</summary>
/// <param name="Path">From the root of the repository, with slashes; of a submodule its folder.</param>
/// <param name="OldPath">Where it stood in the commit: the same path but for one that was renamed; null where it is new.</param>
/// <param name="IsGone">Whether it is there no more.</param>
/// <param name="IsSubmodule">Whether it is a submodule, of which any file may differ.</param>
/// <param name="IsLink">Whether it is, or was, a symbolic link: of a folder any file may differ.</param>
public sealed record GitChange(string Path, string? OldPath, bool IsGone, bool IsSubmodule, bool IsLink = false)
{
    /// <summary>What git prints for <c>diff --raw -z</c>.</summary>
    internal static IEnumerable<GitChange> Parse(string raw)
    {
        var words = raw.Split('\0');
        for (var i = 0; i + 1 < words.Length;)
        {
            // :<old mode> SP <new mode> SP <old object> SP <new object> SP <status> NUL <path> NUL, of renames and copies with a second path.
            var header = words[i][1..].Split(' ');
            var isPair = header[4][0] is 'R' or 'C';
            var (first, second) = (words[i + 1], isPair ? words[i + 2] : null);
            i += isPair ? 3 : 2;
            yield return new GitChange(
                second ?? first,
                header[4][0] is 'A' or 'C' ? null : first,
                header[4][0] == 'D',
                header[0] == "160000" || header[1] == "160000",
                header[0] == "120000" || header[1] == "120000");
        }
    }
}
