using Lepton.Specs.Models;
using NuGet.Versioning;

namespace Lepton.GitOps.Release;

/// <summary>A release of a model as it would be made.</summary>
/// <param name="Last">The last release's version; null for the first.</param>
/// <param name="Next">Null where there is nothing new to release.</param>
/// <param name="LastCommit">The commit of the last release.</param>
/// <param name="Bump">The number that is raised.</param>
/// <param name="Reasons">What differs from the last release, the gravest first.</param>
/// <param name="IsTagged">The commit has the version's tag: a run before this one made the release, and this one finishes what may be missing.</param>
/// <param name="IsNewest">No version of the model is after it; one of an old branch is not.</param>
public sealed record PlannedRelease(string Model, SemanticVersion? Last, SemanticVersion? Next, string? LastCommit, ReleaseBump Bump, IReadOnlyList<VersionReason> Reasons, bool IsTagged, bool IsNewest)
{
    /// <summary>The tag that publishing makes; null where there is nothing to release.</summary>
    public ReleaseTag? Tag => Next is null ? null : new ReleaseTag(Model, Next);

    /// <summary>The name of its bundle's folder; null where there is nothing to release.</summary>
    public string? BundleName => Next is null ? null : $"{Model}-{Next.ToNormalizedString()}";
}
