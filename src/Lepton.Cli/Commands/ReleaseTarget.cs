using Lepton.Store.Oci;

namespace Lepton.Cli.Commands;

/// <summary>Where releases go.</summary>
/// <param name="Output">A folder that gets their bundles, or null.</param>
/// <param name="Publishes">Whether they are published on the forge.</param>
/// <param name="Registry">Where they are published as OCI artifacts, a repository a model below it; or null.</param>
/// <param name="Key">The signing key's file or variable; null only where nothing is made.</param>
/// <param name="Package">A file that goes into the bundle, or null.</param>
internal sealed record ReleaseTarget(string? Output, bool Publishes, OciReference? Registry, string? Key, string? Package);
