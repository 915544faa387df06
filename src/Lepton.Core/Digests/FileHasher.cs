using System.Buffers;
using System.Security.Cryptography;

namespace Lepton.Core.Digests;

/// <summary>Hashes files by streaming; memory stays at two buffers however large the file is.</summary>
public static class FileHasher
{
    private const int BufferSize = 1 << 18;

    /// <summary>The digest of the file's bytes.</summary>
    /// <exception cref="IOException">The file cannot be read, or it changed while it was being read.</exception>
    public static Digest Hash(string path, CancellationToken cancellation = default)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        var written = File.GetLastWriteTimeUtc(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long offset = 0;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(file, buffer.AsSpan(0, BufferSize), offset);
                if (read == 0)
                {
                    break;
                }

                hash.AppendData(buffer, 0, read);
                offset += read;
            }

            if (offset != length || File.GetLastWriteTimeUtc(file) != written)
            {
                throw new IOException($"'{path}' changed while it was being read");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Digest.FromBytes(hash.GetHashAndReset());
    }
}
