using System.Text.Json.Nodes;
using Lepton.Core.Json;
using Lepton.Store.Oci;

namespace Lepton.GitOps.Release.Publishing;

/// <summary>A release as an artifact of an OCI registry, as CNCF's ModelPack has it (https://github.com/modelpack/model-spec, v0.0.7): a layer a file, not compressed.</summary>
/// <param name="Config">The blob that describes the model.</param>
public sealed record ModelPack(OciManifest Manifest, byte[] Config)
{
    private const string ArtifactType = "application/vnd.cncf.model.manifest.v1+json";
    private const string ConfigType = "application/vnd.cncf.model.config.v1+json";
    private const string Weights = "application/vnd.cncf.model.weight.v1.raw";
    private const string Settings = "application/vnd.cncf.model.weight.config.v1.raw";
    private const string Text = "application/vnd.cncf.model.doc.v1.raw";

    public static ModelPack Of(PlannedRelease plan, ReleaseText text, IReadOnlyList<ReleaseAsset> assets)
    {
        var config = CanonicalJson.Serialize(new JsonObject
        {
            ["descriptor"] = new JsonObject { ["name"] = plan.Model, ["version"] = plan.Next!.ToNormalizedString(), ["title"] = text.Title, ["revision"] = text.Commit },
            ["config"] = new JsonObject { ["format"] = "onnx" },
            ["modelfs"] = new JsonObject { ["type"] = "layers", ["diffIds"] = new JsonArray([.. assets.Select(a => (JsonNode)a.Digest.ToString())]) },
        });
        var annotations = new Dictionary<string, string>
        {
            ["org.opencontainers.image.title"] = text.Title,
            ["org.opencontainers.image.version"] = plan.Next.ToNormalizedString(),
            ["org.opencontainers.image.revision"] = text.Commit,
        };
        return new ModelPack(new OciManifest(ArtifactType, OciDescriptor.Of(ConfigType, config) with { Data = null }, [.. assets.Select(a => new OciDescriptor(TypeOf(a.Name), a.Digest, a.Size, a.Name))], annotations), config);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch { ".onnx" => Weights, ".md" => Text, _ => Settings };
}
