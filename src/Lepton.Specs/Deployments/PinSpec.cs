using Lepton.Core.Digests;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Deployments;

/// <summary>A version of a model and its bytes: a tag may be moved, a digest not.</summary>
/// <param name="Version">A semantic version.</param>
/// <param name="Digest">SHA-256 of the model file.</param>
public sealed record PinSpec(string Version, Digest? Digest)
{
    internal static SpecType<PinSpec> Type { get; } = new ObjectType<PinSpec>("a pin such as { version: 1.4.0, digest: sha256:… }", r => new PinSpec(
        r.Required("version", Types.Word, "the version that runs"),
        r.Required("digest", Types.Sha256, "SHA-256 of its model file")));
}
