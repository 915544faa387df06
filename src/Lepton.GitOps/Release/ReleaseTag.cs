using System.Diagnostics.CodeAnalysis;

namespace Lepton.GitOps.Release;

/// <summary>The tag of a model's release, such as <c>tumor-diagnosis/v1.4.0</c>.</summary>
/// <param name="IsPreRelease">Whether the version has a suffix such as <c>-beta.3</c>.</param>
public sealed record ReleaseTag(string Model, Version Version, bool IsPreRelease)
{
    /// <summary>Null for a tag of another form.</summary>
    public static ReleaseTag? TryParse([NotNullWhen(true)] string? tag)
    {
        var slash = tag?.LastIndexOf("/v", StringComparison.Ordinal) ?? -1;
        if (slash <= 0)
        {
            return null;
        }

        var version = tag![(slash + 2)..];
        var end = version.AsSpan().IndexOfAny('-', '+');
        var numbers = end < 0 ? version : version[..end];
        return numbers.Split('.') is { Length: 3 } parts && parts.All(p => p.Length is > 0 and < 9 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0'))
            ? new ReleaseTag(tag[..slash], new Version(numbers), end >= 0 && version[end] == '-')
            : null;
    }
}
