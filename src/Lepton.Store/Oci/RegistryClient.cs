using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Store.Oci.Credentials;
using Microsoft.Win32.SafeHandles;

namespace Lepton.Store.Oci;

/// <summary>A client of the OCI distribution API (distribution-spec v1.1). Safe for many threads; at most so many requests run at once as the limits say.</summary>
/// <remarks>Every method throws <see cref="OciException"/> where the registry does not do what it is asked for.</remarks>
public sealed class RegistryClient : IDisposable
{
    private const string IndexType = "application/vnd.oci.image.index.v1+json";
    private const int TagsAPage = 1000;
    private const int MostPages = 100;
    private const int LongestList = 16 << 20;

    private readonly RegistryHttp http;
    private readonly OciLimits limits;
    private readonly SemaphoreSlim turns;

    public RegistryClient(ICredentialSource credentials, OciLimits limits, TimeProvider clock)
    {
        this.limits = limits;
        http = new RegistryHttp(credentials, limits, clock);
        turns = new SemaphoreSlim(limits.Transfers);
    }

    /// <summary>The manifest of a tag or digest, or null where there is none.</summary>
    public Task<OciManifest?> FindManifestAsync(OciReference at, string reference, CancellationToken cancellation) => InTurnAsync(async token =>
    {
        using var guard = new StallGuard(limits, limits.Answer, token);
        using var response = await http.SendAsync(at, push: false, () => Manifest(HttpMethod.Get, at, reference), guard, token, HttpStatusCode.NotFound);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        var content = await ReadAsync(at, response, OciManifest.MaxSize, guard, token);
        if (Digest.TryParse(reference, out var wanted) && Digest.Of(content) != wanted)
        {
            throw new OciException(OciFailure.Corrupt, $"{at.Registry.Authority} sent another manifest than {wanted}");
        }

        try
        {
            return OciManifest.Parse(content);
        }
        catch (FormatException e)
        {
            throw new OciException(OciFailure.Corrupt, $"{at.Registry.Authority} sent a manifest for {reference} that cannot be read: {e.Message}", e);
        }
    }, cancellation);

    public Task<bool> HasManifestAsync(OciReference at, string reference, CancellationToken cancellation) =>
        HasAsync(at, () => Manifest(HttpMethod.Head, at, reference), cancellation);

    /// <summary>The tags that begin with a text, in their order; registries give tags in pages that go on after a name.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(OciReference at, string prefix, CancellationToken cancellation)
    {
        var found = new List<string>();
        var last = prefix;
        for (var page = 0; page < MostPages; page++)
        {
            var tags = await TagsAfterAsync(at, last, cancellation);
            found.AddRange(tags.Where(t => t.StartsWith(prefix, StringComparison.Ordinal)));

            // Older registries know no pages and give all at once.
            if (tags.Count == 0 || string.CompareOrdinal(tags[^1], last) <= 0 || !tags[^1].StartsWith(prefix, StringComparison.Ordinal))
            {
                break;
            }

            last = tags[^1];
        }

        return [.. found.Distinct().Order(StringComparer.Ordinal)];
    }

    private Task<IReadOnlyList<string>> TagsAfterAsync(OciReference at, string last, CancellationToken cancellation) => InTurnAsync<IReadOnlyList<string>>(async token =>
    {
        using var guard = new StallGuard(limits, limits.Answer, token);
        using var response = await http.SendAsync(at, push: false, () => new HttpRequestMessage(HttpMethod.Get, new Uri(at.Registry, $"v2/{at.Repository}/tags/list?n={TagsAPage}&last={Uri.EscapeDataString(last)}")), guard, token, HttpStatusCode.NotFound);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }

        var content = await ReadAsync(at, response, LongestList, guard, token);
        try
        {
            // A repository without a tag may say null.
            return [.. (JsonNode.Parse(content)?["tags"] as JsonArray ?? []).Select(t => (string?)t).OfType<string>()];
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            throw new OciException(OciFailure.Corrupt, $"{at.Registry.Authority} sent a list of tags that cannot be read", e);
        }
    }, cancellation);

    /// <summary>Puts a manifest; the blobs that it names must be there.</summary>
    /// <returns>Whether the registry keeps track of what it is about.</returns>
    public Task<bool> PutManifestAsync(OciReference at, string reference, OciManifest manifest, CancellationToken cancellation) => PutAsync(at, reference, OciManifest.MediaType, manifest.ToBytes(), cancellation);

    /// <summary>Attaches a small artifact to a manifest as its referrer: by the registry itself, or where that keeps no track, by the tag that clients look for then.</summary>
    /// <param name="subject">The manifest.</param>
    /// <param name="layer">The artifact's only file, which must be there; its media type is the artifact's too.</param>
    public async Task AttachAsync(OciReference at, OciDescriptor subject, OciDescriptor layer, CancellationToken cancellation)
    {
        var empty = "{}"u8.ToArray();
        await UploadAsync(at, empty, cancellation);
        var referrer = new OciManifest(layer.MediaType, OciDescriptor.Of("application/vnd.oci.empty.v1+json", empty), [layer], new Dictionary<string, string>(), subject);
        var content = referrer.ToBytes();
        var digest = Digest.Of(content);
        if (await PutManifestAsync(at, digest.ToString(), referrer, cancellation))
        {
            return;
        }

        // distribution-spec v1.1, "Referrers Tag Schema": an index under the subject's digest.
        var tag = $"sha256-{subject.Digest.Hex}";
        var entry = new OciDescriptor(OciManifest.MediaType, digest, content.Length).ToJson();
        entry["artifactType"] = layer.MediaType;
        var index = await FindIndexAsync(at, tag, cancellation);
        JsonNode[] others = [.. index.Where(m => (string?)m["digest"] != digest.ToString()).Select(m => m.DeepClone())];
        await PutAsync(at, tag, IndexType, Encoding.UTF8.GetBytes(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = IndexType, ["manifests"] = new JsonArray([.. others, entry]) }.ToJsonString()), cancellation);
    }

    // The manifests in an index, none where there is no such tag.
    private Task<IReadOnlyList<JsonNode>> FindIndexAsync(OciReference at, string tag, CancellationToken cancellation) => InTurnAsync<IReadOnlyList<JsonNode>>(async token =>
    {
        using var guard = new StallGuard(limits, limits.Answer, token);
        using var response = await http.SendAsync(at, push: false, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(at.Registry, $"v2/{at.Repository}/manifests/{tag}"));
            request.Headers.Accept.ParseAdd(IndexType);
            return request;
        }, guard, token, HttpStatusCode.NotFound);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }

        try
        {
            return [.. (JsonNode.Parse(await ReadAsync(at, response, OciManifest.MaxSize, guard, token))?["manifests"] as JsonArray ?? []).OfType<JsonNode>()];
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new OciException(OciFailure.Corrupt, $"{at.Registry.Authority} sent an index that cannot be read", e);
        }
    }, cancellation);

    private Task<bool> PutAsync(OciReference at, string reference, string mediaType, byte[] content, CancellationToken cancellation) => InTurnAsync(async token =>
    {
        using var guard = new StallGuard(limits, limits.Answer + limits.Stall, token);
        using var response = await http.SendAsync(at, push: true, () =>
        {
            var request = Manifest(HttpMethod.Put, at, reference);
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            return request;
        }, guard, token);
        return response.Headers.Contains("OCI-Subject");
    }, cancellation);

    public Task<bool> HasBlobAsync(OciReference at, Digest digest, CancellationToken cancellation) =>
        HasAsync(at, () => new HttpRequestMessage(HttpMethod.Head, Blob(at, digest)), cancellation);

    /// <summary>A small blob.</summary>
    /// <param name="size">Bytes that the manifest promises.</param>
    public Task<byte[]> ReadBlobAsync(OciReference at, Digest digest, int size, CancellationToken cancellation) => InTurnAsync(async token =>
    {
        using var guard = new StallGuard(limits, limits.Answer, token);
        using var response = await http.SendAsync(at, push: false, () => new HttpRequestMessage(HttpMethod.Get, Blob(at, digest)), guard, token);
        var content = await ReadAsync(at, response, size, guard, token);
        return Digest.Of(content) == digest ? content : throw new OciException(OciFailure.Corrupt, $"{at.Registry.Authority} sent other bytes for {digest}");
    }, cancellation);

    /// <summary>Streams a blob into a file. The file holds the blob's bytes when this returns; their digest was checked.</summary>
    /// <param name="size">Bytes that it must have, or null where they are not known.</param>
    /// <param name="folder">The store that the file is in.</param>
    /// <param name="moved">Told how many bytes came; fewer than none where a transfer begins anew.</param>
    /// <returns>Bytes of the blob.</returns>
    /// <exception cref="Core.Diagnostics.DiagnosticException">The file cannot be written.</exception>
    public async Task<long> DownloadAsync(OciReference at, Digest digest, long? size, SafeFileHandle file, string folder, Action<long> moved, CancellationToken cancellation)
    {
        using var download = new BlobDownload(http, at, limits, digest, size, file, folder, moved);
        try
        {
            return await InTurnAsync(download.RunAsync, () => download.Furthest, cancellation);
        }
        catch (OciException e) when (e.Failure == OciFailure.Corrupt)
        {
            // Bytes do get mangled on the way: once more from the start, then it is the registry that has them wrong.
            return await InTurnAsync(download.RunAsync, () => download.Furthest, cancellation);
        }
    }

    /// <summary>Uploads a file as a blob, unless the registry has it.</summary>
    /// <param name="moved">Told how many bytes went; fewer than none where a transfer begins anew.</param>
    public Task UploadAsync(OciReference at, Digest digest, string path, long size, Action<long> moved, CancellationToken cancellation) =>
        UploadAsync(at, digest, size, (offset, length, guard, sent) => new FileSegment(path, offset, length, guard, sent), moved, cancellation);

    /// <summary>Uploads bytes as a blob, unless the registry has it.</summary>
    public Task UploadAsync(OciReference at, byte[] content, CancellationToken cancellation) =>
        UploadAsync(at, Digest.Of(content), content.Length, (offset, length, _, _) => new ByteArrayContent(content, (int)offset, (int)length), _ => { }, cancellation);

    public void Dispose()
    {
        http.Dispose();
        turns.Dispose();
    }

    private static Uri Blob(OciReference at, Digest digest) => new(at.Registry, $"v2/{at.Repository}/blobs/{digest}");

    private static HttpRequestMessage Manifest(HttpMethod method, OciReference at, string reference)
    {
        var request = new HttpRequestMessage(method, new Uri(at.Registry, $"v2/{at.Repository}/manifests/{reference}"));
        request.Headers.Accept.ParseAdd(OciManifest.MediaType);
        return request;
    }

    private Task<bool> HasAsync(OciReference at, Func<HttpRequestMessage> make, CancellationToken cancellation) => InTurnAsync(async token =>
    {
        using var guard = new StallGuard(limits, limits.Answer, token);
        using var response = await http.SendAsync(at, push: false, make, guard, token, HttpStatusCode.NotFound);
        return response.StatusCode != HttpStatusCode.NotFound;
    }, cancellation);

    private static async Task<byte[]> ReadAsync(OciReference at, HttpResponseMessage response, int longest, StallGuard guard, CancellationToken cancellation)
    {
        try
        {
            return await BoundedBody.ReadAsync(response, longest, guard.Token);
        }
        catch (Exception e) when (RegistryHttp.IsTransport(e, cancellation))
        {
            throw new TransientException(RegistryHttp.Explain(at, e), null, e);
        }
    }

    private async Task UploadAsync(OciReference at, Digest digest, long size, UploadBody body, Action<long> moved, CancellationToken cancellation)
    {
        if (!await HasBlobAsync(at, digest, cancellation))
        {
            var upload = new BlobUpload(http, at, limits, digest, size, body, moved);
            await InTurnAsync(upload.RunAsync, () => upload.Furthest, cancellation);
        }
    }

    // A long transfer over a bad line may break more often than a request may be tried, as long as it gets on.
    private async Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> work, Func<long> reached, CancellationToken cancellation)
    {
        while (true)
        {
            var before = reached();
            try
            {
                return await InTurnAsync(work, cancellation);
            }
            catch (OciException e) when (e.Failure == OciFailure.Unavailable && reached() > before)
            {
                continue;
            }
        }
    }

    private async Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        await turns.WaitAsync(cancellation);
        try
        {
            return await http.TryAsync(work, cancellation);
        }
        finally
        {
            turns.Release();
        }
    }
}
