using System.Collections.Concurrent;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;

namespace Lepton.Store;

/// <summary>Files named by the SHA-256 of their bytes: written beside and renamed, read-only, never changed.</summary>
/// <param name="folder">The store's folder.</param>
public sealed class BlobStore(string folder)
{
    private readonly string root = Path.Combine(folder, "store", "sha256");

    // Blobs whose bytes this process has seen to be right.
    private readonly ConcurrentDictionary<string, string> seen = new(StringComparer.Ordinal);

    /// <summary>Where a blob is or would be.</summary>
    public string PathOf(Digest digest) => Path.Combine(root, digest.Hex[..2], digest.Hex[2..]);

    public bool Contains(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>Moves a finished file into the store. The file must be on the same disk, in a work folder.</summary>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public BlobInfo Adopt(string path, CancellationToken cancellation = default)
    {
        var digest = FileHasher.Hash(path, cancellation);
        return Adopt(path, new BlobInfo(digest, new FileInfo(path).Length));
    }

    /// <param name="known">The file's digest and size, where they were taken while it was written.</param>
    internal BlobInfo Adopt(string path, BlobInfo known)
    {
        var place = PathOf(known.Digest);
        try
        {
            if (IsSound(known.Digest, out _))
            {
                File.Delete(path);
                return known;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.SetAttributes(path, File.GetAttributes(path) | FileAttributes.ReadOnly);
            File.Move(path, place, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(StoreDiagnostics.Unwritable(folder, e.Message));
        }

        seen[known.Digest.Hex] = known.Digest.Hex;
        return known;
    }

    /// <summary>Puts bytes into the store.</summary>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public BlobInfo Put(ReadOnlySpan<byte> content)
    {
        var digest = Digest.Of(content);
        var place = PathOf(digest);
        if (IsSound(digest, out _))
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

        seen[digest.Hex] = digest.Hex;
        return new BlobInfo(digest, content.Length);
    }

    /// <summary>Whether a blob is there whose bytes were seen to be right already.</summary>
    public bool IsSeen(Digest digest) => seen.ContainsKey(digest.Hex) && Contains(digest);

    /// <summary>Whether a blob is there with the bytes that its digest names. They are read once in the life of this object.</summary>
    /// <param name="found">What is wrong with a blob that is there; null of one that is not.</param>
    public bool IsSound(Digest digest, out string? found)
    {
        found = null;
        if (!Contains(digest))
        {
            return false;
        }

        if (seen.ContainsKey(digest.Hex))
        {
            return true;
        }

        try
        {
            var read = FileHasher.Hash(PathOf(digest));
            found = read == digest ? null : read.ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            found = e.Message;
        }

        if (found is null)
        {
            seen[digest.Hex] = digest.Hex;
        }

        return found is null;
    }

    /// <summary>The path of a blob that must be there, with the right bytes.</summary>
    /// <exception cref="DiagnosticException">It is missing or damaged.</exception>
    public string Require(Digest digest) =>
        IsSound(digest, out var found) ? PathOf(digest)
            : throw new DiagnosticException(found is null ? StoreDiagnostics.Missing(digest, PathOf(digest)) : StoreDiagnostics.Damaged(digest, found));

    /// <summary>Removes a damaged blob, so that it is made or fetched again; false where that cannot be.</summary>
    public bool Remove(Digest digest)
    {
        try
        {
            File.SetAttributes(PathOf(digest), FileAttributes.Normal);
            File.Delete(PathOf(digest));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
