using System.Diagnostics.CodeAnalysis;
using NuGet.Versioning;

namespace Lepton.GitOps.Release;

/// <summary>The tag of a model's release, such as <c>tumor-diagnosis/v1.4.0</c>.</summary>
/// <param name="Version">A semantic version (https://semver.org, 2.0.0) without build metadata.</param>
public sealed record ReleaseTag(string Model, SemanticVersion Version)
{
    /// <summary>Whether the version has a suffix such as <c>-beta.3</c>.</summary>
    public bool IsPreRelease => Version.IsPrerelease;

    public override string ToString() => $"{Model}/v{Version.ToNormalizedString()}";

    /// <summary>Null for a tag of another form.</summary>
    public static ReleaseTag? TryParse([NotNullWhen(true)] string? tag)
    {
        var slash = tag?.LastIndexOf("/v", StringComparison.Ordinal) ?? -1;
        return slash > 0 && SemanticVersion.TryParse(tag![(slash + 2)..], out var version) && !version.HasMetadata && version.ToNormalizedString() == tag[(slash + 2)..]
            ? new ReleaseTag(tag[..slash], version)
            : null;
    }
}
