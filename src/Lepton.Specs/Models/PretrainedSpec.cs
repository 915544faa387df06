using Lepton.Core.Digests;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>The network that training starts from: a model of this workspace, or a file.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Digest">Of its network, as its lock has it.</param>
/// <param name="File">A safetensors file in the layout of BERT.</param>
public sealed record PretrainedSpec(string? Model, Digest? Digest, PinnedFile? File)
{
    internal static SpecType<PretrainedSpec?> Type { get; } = new ObjectType<PretrainedSpec?>("a network to start from such as { model: …, digest: … } or { path: …, sha256: … }", r =>
    {
        r.ExactlyOne("model", "path");
        var model = r.Optional("model", Types.Name, null!, "the model of Lepton that the network is of");
        var digest = r.Optional("digest", Types.Sha256, null, "with model: the digest of its network, as its lock has it under artifact: network:; it comes from the store, or the remote store, or is made by training the model of this workspace");
        var path = r.Optional("path", Types.Text, null!, "a safetensors file in the layout of BERT, relative to this spec");
        var sha256 = r.Optional("sha256", Types.Sha256, null, "with path: digest of its bytes; wrong bytes are an error");
        if ((path is null) != (sha256 is null))
        {
            r.Fail(path is null ? "sha256" : "path", "'path' and 'sha256' go together", "give both, so that the same bytes are read everywhere");
        }

        if ((model is null) != (digest is null))
        {
            r.Fail(model is null ? "digest" : "model", "'model' and 'digest' go together", "the lock of the model has the digest, under artifact: network:");
        }

        return new PretrainedSpec(model, digest, path is not null && sha256 is { } bytes ? new PinnedFile(path, bytes) : null);
    });
}
