using System.Net;
using System.Net.Http.Headers;
using Lepton.Core.Digests;

namespace Lepton.Store.Oci;

/// <summary>One blob on its way to a registry: in one piece if it is small, else in chunks that survive a broken connection.</summary>
internal sealed class BlobUpload(RegistryHttp http, OciReference at, OciLimits limits, Digest digest, long size, UploadBody body, Action<long> moved)
{
    // Registries check the digest of the whole blob before they answer: at least so many bytes a second.
    private const double CheckedPerSecond = 20e6;

    private Uri? session;
    private long offset;
    private long told;
    private bool chunked = size > limits.Chunk;

    /// <summary>Bytes that the registry once had: as long as there are more of them, trying on makes sense.</summary>
    public long Furthest { get; private set; }

    /// <exception cref="TransientException">It broke off; another call goes on where it stopped.</exception>
    /// <exception cref="OciException">The registry refuses.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        if (session is not null && !(chunked && await ResumeAsync(cancellation)))
        {
            session = null;
        }

        if (session is null)
        {
            Back(0);
            session = await OpenAsync(cancellation);
        }

        while (chunked && offset < size)
        {
            try
            {
                await SendChunkAsync(Math.Min(limits.Chunk, size - offset), cancellation);
            }
            catch (OciException e) when (e.Failure == OciFailure.Refused && offset == 0)
            {
                // Not every registry takes chunks.
                chunked = false;
                session = await OpenAsync(cancellation);
            }
        }

        await CloseAsync(cancellation);
        return true;
    }

    private async Task<Uri> OpenAsync(CancellationToken cancellation)
    {
        using var guard = new StallGuard(limits, limits.Answer, cancellation);
        var target = new Uri(at.Registry, $"v2/{at.Repository}/blobs/uploads/");
        using var response = await http.SendAsync(at, push: true, () => new HttpRequestMessage(HttpMethod.Post, target), guard, cancellation);
        return Location(response, target);
    }

    private async Task<bool> ResumeAsync(CancellationToken cancellation)
    {
        using var guard = new StallGuard(limits, limits.Answer, cancellation);
        try
        {
            using var response = await http.SendAsync(at, push: true, () => new HttpRequestMessage(HttpMethod.Get, session), guard, cancellation);
            session = response.Headers.Location is null ? session : Location(response, session!);

            // Range: 0-<last byte>; of an empty upload some write 0-0, some 0--1.
            var range = response.Headers.TryGetValues("Range", out var values) ? values.First() : "0-0";
            Back(long.TryParse(range[(range.IndexOf('-', StringComparison.Ordinal) + 1)..], out var last) && last > 0 && last < size ? last + 1 : 0);
            return true;
        }
        catch (OciException e) when (e.Failure is OciFailure.Missing or OciFailure.Refused)
        {
            return false;
        }
    }

    private async Task SendChunkAsync(long length, CancellationToken cancellation)
    {
        using var guard = new StallGuard(limits, limits.Answer + limits.Stall, cancellation);
        using var response = await http.SendAsync(at, push: true, () => Request(HttpMethod.Patch, session!, offset, length, guard, ranged: true), guard, cancellation);
        session = Location(response, session!);
        offset += length;
        Furthest = Math.Max(Furthest, offset);
    }

    private async Task CloseAsync(CancellationToken cancellation)
    {
        using var guard = new StallGuard(limits, limits.Answer + limits.Stall + TimeSpan.FromSeconds(size / CheckedPerSecond), cancellation);
        var separator = session!.Query.Length > 0 ? '&' : '?';
        var target = new Uri($"{session}{separator}digest={Uri.EscapeDataString(digest.ToString())}");
        using var response = await http.SendAsync(at, push: true, () => chunked ? new HttpRequestMessage(HttpMethod.Put, target) : Request(HttpMethod.Put, target, 0, size, guard, ranged: false), guard, cancellation);
        if (response.StatusCode != HttpStatusCode.Created)
        {
            throw new OciException(OciFailure.Refused, $"{at.Registry.Authority} answered {(int)response.StatusCode} to the end of an upload");
        }
    }

    private HttpRequestMessage Request(HttpMethod method, Uri target, long from, long length, StallGuard guard, bool ranged)
    {
        Tell(from - told);
        var content = body(from, length, guard, Tell);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (ranged)
        {
            // The specification's own form, <start>-<end>, both included: not RFC 9110's.
            content.Headers.TryAddWithoutValidation("Content-Range", $"{from}-{from + length - 1}");
        }

        return new HttpRequestMessage(method, target) { Content = content };
    }

    private void Back(long to)
    {
        Tell(to - told);
        offset = to;
    }

    // A piece that is sent twice counts once.
    private void Tell(long bytes)
    {
        told += bytes;
        moved(bytes);
    }

    private Uri Location(HttpResponseMessage response, Uri from) =>
        response.Headers.Location is { } location ? new Uri(from, location) : throw new OciException(OciFailure.Refused, $"{at.Registry.Authority} does not say where an upload goes");
}
