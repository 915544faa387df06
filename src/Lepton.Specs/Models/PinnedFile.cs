using Lepton.Core.Digests;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>A file with the digest of its bytes: wrong bytes are an error.</summary>
/// <param name="Path">Relative to the spec.</param>
public sealed record PinnedFile(string Path, Digest Sha256)
{
    internal static SpecType<PinnedFile?> Type { get; } = new ObjectType<PinnedFile?>("a file such as { path: …, sha256: … }", r => new PinnedFile(
        r.Required("path", Types.Text, "the file, relative to this spec"),
        r.Required("sha256", Types.Sha256, "digest of its bytes; wrong bytes are an error") ?? default));
}
