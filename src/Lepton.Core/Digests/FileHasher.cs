using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Lepton.Core.Digests;

/// <summary>Hashes files by streaming; memory stays at two buffers however large the file is.</summary>
public static class FileHasher
{
    private const int BufferSize = 1 << 18;

    /// <summary>The digest of the file's bytes.</summary>
    /// <exception cref="IOException">The file cannot be read, or it changed while it was being read.</exception>
    public static Digest Hash(string path, CancellationToken cancellation = default)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        var written = File.GetLastWriteTimeUtc(file);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var (digest, read) = length < BufferSize ? HashSmall(file, buffer) : HashLarge(file, buffer, cancellation);
            return read == length && File.GetLastWriteTimeUtc(file) == written ? digest : throw new IOException($"'{path}' changed while it was being read");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // One call of the hash function: of many small files its set-up is most of the work.
    private static (Digest Digest, long Read) HashSmall(SafeFileHandle file, byte[] buffer)
    {
        var read = 0;
        while (read < BufferSize && RandomAccess.Read(file, buffer.AsSpan(read, BufferSize - read), read) is > 0 and var more)
        {
            read += more;
        }

        return (Digest.Of(buffer.AsSpan(0, read)), read);
    }

    private static (Digest Digest, long Read) HashLarge(SafeFileHandle file, byte[] buffer, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long offset = 0;
        while (RandomAccess.Read(file, buffer.AsSpan(0, BufferSize), offset) is > 0 and var read)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
            offset += read;
        }

        return (Digest.FromBytes(hash.GetHashAndReset()), offset);
    }
}
