using System.Text.Json.Nodes;
using Lepton.Core.Digests;

namespace Lepton.Store.Oci;

/// <summary>What a manifest says of a blob (image-spec, descriptor.md).</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Data">The blob's own bytes, where they are few enough to travel with the manifest.</param>
public sealed record OciDescriptor(string MediaType, Digest Digest, long Size, string? Title = null, byte[]? Data = null)
{
    private const string TitleKey = "org.opencontainers.image.title";

    // Where ModelPack's own tools look for a file's name.
    private const string PathKey = "org.cncf.model.filepath";
    private const string ModelTypes = "application/vnd.cncf.model.";

    public static OciDescriptor Of(string mediaType, byte[] content) => new(mediaType, Digest.Of(content), content.Length, null, content);

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["mediaType"] = MediaType, ["digest"] = Digest.ToString(), ["size"] = Size };
        if (Title is not null)
        {
            json["annotations"] = MediaType.StartsWith(ModelTypes, StringComparison.Ordinal) ? new JsonObject { [PathKey] = Title, [TitleKey] = Title } : new JsonObject { [TitleKey] = Title };
        }

        if (Data is not null)
        {
            json["data"] = Convert.ToBase64String(Data);
        }

        return json;
    }

    /// <summary>Reads a descriptor; embedded bytes that are not those of its digest are as if they were not there.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static OciDescriptor FromJson(JsonNode? node)
    {
        if (node is not JsonObject json || !Digest.TryParse((string?)json["digest"], out var digest) || (long?)json["size"] is not (>= 0 and var size))
        {
            throw new FormatException("not a descriptor");
        }

        var data = (string?)json["data"] is { } text ? Convert.FromBase64String(text) : null;
        return new OciDescriptor((string?)json["mediaType"] ?? string.Empty, digest, size, (string?)json["annotations"]?[TitleKey], data is not null && Digest.Of(data) == digest ? data : null);
    }
}
