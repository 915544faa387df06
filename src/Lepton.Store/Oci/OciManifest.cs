using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Store.Oci;

/// <summary>An image manifest that carries an artifact (image-spec v1.1, manifest.md).</summary>
/// <param name="Subject">The manifest that it is about; null where it stands by itself.</param>
public sealed record OciManifest(string ArtifactType, OciDescriptor Config, IReadOnlyList<OciDescriptor> Layers, IReadOnlyDictionary<string, string> Annotations, OciDescriptor? Subject = null)
{
    public const string MediaType = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>What registries must accept at least, in bytes.</summary>
    public const int MaxSize = 4 << 20;

    public byte[] ToBytes()
    {
        var annotations = new JsonObject();
        foreach (var (key, value) in Annotations.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            annotations[key] = value;
        }

        var json = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaType,
            ["artifactType"] = ArtifactType,
            ["config"] = Config.ToJson(),
            ["layers"] = new JsonArray([.. Layers.Select(l => (JsonNode)l.ToJson())]),
            ["annotations"] = annotations,
        };
        if (Subject is not null)
        {
            json["subject"] = Subject.ToJson();
        }

        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    /// <exception cref="FormatException">The bytes are no manifest.</exception>
    public static OciManifest Parse(ReadOnlySpan<byte> content)
    {
        try
        {
            var json = JsonNode.Parse(content)!.AsObject();
            var annotations = (json["annotations"] as JsonObject ?? []).ToDictionary(a => a.Key, a => (string?)a.Value ?? string.Empty, StringComparer.Ordinal);
            return new OciManifest(
                (string?)json["artifactType"] ?? string.Empty,
                OciDescriptor.FromJson(json["config"]),
                [.. (json["layers"] as JsonArray ?? []).Select(OciDescriptor.FromJson)],
                annotations);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or ArgumentException or OverflowException)
        {
            throw new FormatException("not a manifest: " + e.Message, e);
        }
    }
}
