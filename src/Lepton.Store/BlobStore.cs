using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;

namespace Lepton.Store;

/// <summary>Files named by the SHA-256 of their bytes: written beside and renamed, read-only, never changed.</summary>
/// <param name="folder">The store's folder.</param>
public sealed class BlobStore(string folder)
{
    private readonly string root = Path.Combine(folder, "store", "sha256");

    /// <summary>Where a blob is or would be.</summary>
    public string PathOf(Digest digest) => Path.Combine(root, digest.Hex[..2], digest.Hex[2..]);

    public bool Contains(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>Moves a finished file into the store. The file must be on the same disk, in a work folder.</summary>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public BlobInfo Adopt(string path, CancellationToken cancellation = default)
    {
        var digest = FileHasher.Hash(path, cancellation);
        var size = new FileInfo(path).Length;
        var place = PathOf(digest);
        try
        {
            if (File.Exists(place) && new FileInfo(place).Length == size)
            {
                File.Delete(path);
                return new BlobInfo(digest, size);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.SetAttributes(path, File.GetAttributes(path) | FileAttributes.ReadOnly);
            File.Move(path, place, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(StoreDiagnostics.Unwritable(folder, e.Message));
        }

        return new BlobInfo(digest, size);
    }

    /// <summary>Puts bytes into the store.</summary>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public BlobInfo Put(ReadOnlySpan<byte> content)
    {
        var digest = Digest.Of(content);
        var place = PathOf(digest);
        if (File.Exists(place) && new FileInfo(place).Length == content.Length)
        {
            return new BlobInfo(digest, content.Length);
        }

        try
        {
            Core.Files.AtomicFile.WriteAllBytes(place, content, LocalStore.ScratchIn(folder));
            File.SetAttributes(place, File.GetAttributes(place) | FileAttributes.ReadOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(StoreDiagnostics.Unwritable(folder, e.Message));
        }

        return new BlobInfo(digest, content.Length);
    }

    /// <summary>The path of a blob that must be there.</summary>
    /// <exception cref="DiagnosticException">It is not there.</exception>
    public string Require(Digest digest) =>
        Contains(digest) ? PathOf(digest) : throw new DiagnosticException(StoreDiagnostics.Missing(digest, PathOf(digest)));

    /// <summary>Reads a blob and checks its bytes.</summary>
    /// <exception cref="DiagnosticException">It is missing or damaged.</exception>
    public byte[] Read(Digest digest)
    {
        var bytes = File.ReadAllBytes(Require(digest));
        var found = Digest.Of(bytes);
        return found == digest ? bytes : throw new DiagnosticException(StoreDiagnostics.Damaged(digest, found.ToString()));
    }
}
