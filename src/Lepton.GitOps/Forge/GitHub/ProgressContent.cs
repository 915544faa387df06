using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace Lepton.GitOps.Forge.GitHub;

/// <summary>A file as the body of a request, read as it is sent.</summary>
internal sealed class ProgressContent : HttpContent
{
    private const int BufferSize = 256 << 10;

    private readonly Stream file;
    private readonly long size;
    private readonly Action<long> moved;

    /// <param name="moved">Told how many bytes went.</param>
    public ProgressContent(Stream file, long size, Action<long> moved)
    {
        (this.file, this.size, this.moved) = (file, size, moved);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await file.ReadAsync(buffer.AsMemory(0, BufferSize), cancellationToken) is > 0 and var read)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                moved(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = size;
        return true;
    }
}
