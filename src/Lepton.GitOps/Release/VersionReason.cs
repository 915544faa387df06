using Lepton.Specs.Models;

namespace Lepton.GitOps.Release;

/// <summary>Something that differs from the last release, and which number of the version it raises.</summary>
/// <param name="Text">For people who call the model.</param>
public sealed record VersionReason(ReleaseBump Bump, string Text);
