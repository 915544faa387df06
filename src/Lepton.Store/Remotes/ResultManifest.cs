using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Store.Oci;

namespace Lepton.Store.Remotes;

/// <summary>A step's result as an OCI artifact: its JSON is the config, its blobs are the layers.</summary>
internal static class ResultManifest
{
    public const string ArtifactType = "application/vnd.lepton.result.v1+json";

    private const string BlobType = "application/vnd.lepton.blob.v1";
    private const string BuilderKey = "dev.lepton.builder";

    // Most results come with the manifest itself: one request instead of two.
    private const int Embedded = 256 << 10;
    private const int MaxResult = 32 << 20;

    public static string Tag(string kind, Digest key) => $"{kind}-{key.Hex}";

    public static byte[] Content(StepResult result) => Encoding.UTF8.GetBytes(result.ToJson().ToJsonString());

    public static OciManifest Make(StepResult result, byte[] content, string builder)
    {
        var config = OciDescriptor.Of(ArtifactType, content);
        return new OciManifest(
            ArtifactType,
            content.Length > Embedded ? config with { Data = null } : config,
            [.. result.Outputs.DistinctBy(o => o.Blob).Select(o => new OciDescriptor(BlobType, o.Blob, o.Size, o.Name))],
            new Dictionary<string, string> { [BuilderKey] = builder });
    }

    /// <summary>What a manifest says, once all of it fits together.</summary>
    /// <exception cref="OciException">It does not.</exception>
    public static async Task<RemoteResult> ReadAsync(RegistryClient client, OciReference at, RemoteNamespace space, OciManifest manifest, string kind, Digest key, CancellationToken cancellation)
    {
        OciException Wrong(string reason) => new(OciFailure.Corrupt, $"{at}:{Tag(kind, key)} {reason}");
        if (manifest.ArtifactType != ArtifactType || manifest.Config.Size > MaxResult)
        {
            throw Wrong("is no result");
        }

        var content = manifest.Config.Data ?? await client.ReadBlobAsync(at, manifest.Config.Digest, (int)manifest.Config.Size, cancellation);
        StepResult? result;
        try
        {
            result = StepResult.FromJson(JsonNode.Parse(content));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw Wrong($"cannot be read: {e.Message}");
        }

        if (result is null || result.Key != key || result.Kind != kind || !result.IsSound)
        {
            throw Wrong("is the result of something else");
        }

        var layers = manifest.Layers.DistinctBy(l => l.Digest).ToDictionary(l => l.Digest, l => l.Size);
        return result.Outputs.All(o => layers.TryGetValue(o.Blob, out var size) && size == o.Size)
            ? new RemoteResult(result, space, manifest.Annotations.GetValueOrDefault(BuilderKey, "unknown"))
            : throw Wrong("lacks a blob of its result");
    }
}
