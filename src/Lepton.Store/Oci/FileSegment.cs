using System.Net;

namespace Lepton.Store.Oci;

/// <summary>A piece of a file as the body of a request.</summary>
internal sealed class FileSegment(string path, long offset, long length, StallGuard guard, Action<long> moved) : HttpContent
{
    private const int BufferSize = 256 << 10;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
        var buffer = new byte[(int)Math.Min(BufferSize, Math.Max(1, length))];
        for (long done = 0; done < length;)
        {
            var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - done)), offset + done, cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException($"'{path}' is shorter than it was");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            done += read;
            guard.Moved(read);
            moved(read);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
