using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Microsoft.Win32.SafeHandles;

namespace Lepton.Store.Oci;

/// <summary>One blob on its way from a registry to a file: hashed as it comes, and gone on with where a connection broke.</summary>
/// <param name="folder">The store that the file is in.</param>
/// <param name="size">Bytes, or null where they are not known before.</param>
internal sealed class BlobDownload(RegistryHttp http, OciReference at, OciLimits limits, Digest digest, long? size, SafeFileHandle file, string folder, Action<long> moved) : IDisposable
{
    // Small enough to stay in a core's cache on the way from the network to the hash and the disk.
    private const int BufferSize = 128 << 10;

    // Large writes ask the kernel for large runs of free memory, which on virtual machines are often not there yet: a gigabyte
    // took 1.1 to 2.3 s in writes of 128 KiB, 1.2 s in writes of 16 KiB.
    private const int WriteSize = 16 << 10;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[][] buffers = [new byte[BufferSize], new byte[BufferSize]];
    private long offset;

    /// <summary>Bytes that once were here: as long as there are more of them, trying on makes sense.</summary>
    public long Furthest { get; private set; }

    /// <summary>Bytes of the blob.</summary>
    /// <exception cref="TransientException">It broke off; another call goes on where it stopped.</exception>
    /// <exception cref="OciException">The registry has not got it, or sends something else.</exception>
    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        using var guard = new StallGuard(limits, limits.Answer, cancellation);
        var target = new Uri(at.Registry, $"v2/{at.Repository}/blobs/{digest}");
        using var response = await http.SendAsync(at, push: false, () => Request(target), guard, cancellation);
        if (offset > 0 && !(response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == offset))
        {
            Restart();
        }

        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(guard.Token);
            await CopyAsync(body, guard);
        }
        catch (Exception e) when (RegistryHttp.IsTransport(e, cancellation))
        {
            throw new TransientException(RegistryHttp.Explain(at, e), null, e);
        }

        if (size is { } expected && offset < expected)
        {
            throw new TransientException($"{at.Registry.Authority} sent {offset} of {expected} bytes");
        }

        var found = Digest.FromBytes(hash.GetHashAndReset());
        if (found != digest)
        {
            var sent = offset;
            Restart();
            throw new OciException(OciFailure.Corrupt, $"{at.Registry.Authority} sent {sent} bytes of {found} for {digest}");
        }

        return offset;
    }

    public void Dispose() => hash.Dispose();

    private HttpRequestMessage Request(Uri target)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
        }

        return request;
    }

    private void Restart()
    {
        moved(-offset);
        offset = 0;
        _ = hash.GetHashAndReset();
        RandomAccess.SetLength(file, 0);
    }

    // While one buffer is hashed and written the other one is filled.
    private async Task CopyAsync(Stream body, StallGuard guard)
    {
        var keeping = Task.CompletedTask;
        try
        {
            for (var turn = 0; ; turn ^= 1)
            {
                var read = await FillAsync(body, buffers[turn], guard);
                await keeping;
                if (read == 0)
                {
                    return;
                }

                if (offset + read > (size ?? long.MaxValue))
                {
                    throw new OciException(OciFailure.Corrupt, $"{at.Registry.Authority} sends more than the {size} bytes of {digest}");
                }

                var (bytes, place) = (buffers[turn].AsMemory(0, read), offset);
                offset += read;
                Furthest = Math.Max(Furthest, offset);
                moved(read);
                keeping = Task.Run(() => Keep(bytes.Span, place), CancellationToken.None);
            }
        }
        finally
        {
            await keeping;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes, long place)
    {
        hash.AppendData(bytes);
        try
        {
            for (var done = 0; done < bytes.Length; done += WriteSize)
            {
                RandomAccess.Write(file, bytes.Slice(done, Math.Min(WriteSize, bytes.Length - done)), place + done);
            }
        }
        catch (IOException e)
        {
            // Our own disk, not the registry.
            throw new DiagnosticException(StoreDiagnostics.Unwritable(folder, e.Message));
        }
    }

    private static async Task<int> FillAsync(Stream body, byte[] buffer, StallGuard guard)
    {
        var filled = 0;
        while (filled < buffer.Length && await body.ReadAsync(buffer.AsMemory(filled), guard.Token) is > 0 and var read)
        {
            filled += read;
            guard.Moved(read);
        }

        return filled;
    }
}
