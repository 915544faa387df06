using Lepton.Core.Digests;
using Lepton.Core.Diagnostics;

namespace Lepton.Store;

/// <summary>Carries results from one store to another, such as a folder that one job of a workflow hands to the next.</summary>
/// <param name="from">Need not be trusted: keys and digests are checked. Whether a result is true of its key, only who made it knows.</param>
public sealed class StoreTransfer(LocalStore from, LocalStore to)
{
    /// <summary>Bytes of blobs that were copied.</summary>
    public long Bytes { get; private set; }

    /// <summary>Copies a result and the blobs that are missing; false where the target has it already.</summary>
    /// <exception cref="DiagnosticException">It is not of its key, a blob is missing or damaged, or the target cannot be written.</exception>
    public bool Copy(StepResult result, CancellationToken cancellation)
    {
        if (to.Find(result.Key) is not null)
        {
            return false;
        }

        if (!result.IsSound)
        {
            throw new DiagnosticException(StoreDiagnostics.DamagedResult(from.Results.PathOf(result.Key), removed: false));
        }

        foreach (var output in result.Outputs.Where(o => !to.Blobs.Contains(o.Blob)))
        {
            Copy(output.Blob, cancellation);
        }

        // Last: a result whose blobs are not there yet would be worth nothing.
        to.Results.Put(result);
        return true;
    }

    private void Copy(Digest blob, CancellationToken cancellation)
    {
        using var work = WorkFolder.Create(to.Folder);
        var path = work.File("blob");
        try
        {
            File.Copy(from.Blobs.PathOf(blob), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DiagnosticException(StoreDiagnostics.Missing(blob, from.Blobs.PathOf(blob)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(StoreDiagnostics.Unwritable(to.Folder, e.Message));
        }

        File.SetAttributes(path, FileAttributes.Normal);
        var read = FileHasher.Hash(path, cancellation);
        if (read != blob)
        {
            throw new DiagnosticException(StoreDiagnostics.Damaged(blob, read.ToString()));
        }

        Bytes += to.Blobs.Adopt(path, new BlobInfo(blob, new FileInfo(path).Length)).Size;
    }
}
