using Lepton.Core.Diagnostics;
using Lepton.Core.Files;

namespace Lepton.Store;

/// <summary>Where a running step writes. Removed when the step ends; what a killed process left is swept up by the next run.</summary>
public sealed class WorkFolder : IDisposable
{
    private readonly FileStream claim;

    private WorkFolder(string path, FileStream claim)
    {
        Path = path;
        this.claim = claim;
    }

    public string Path { get; }

    /// <summary>Makes a fresh folder.</summary>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public static WorkFolder Create(string storeFolder)
    {
        var root = System.IO.Path.Combine(storeFolder, "work");
        try
        {
            Directory.CreateDirectory(root);
            var path = System.IO.Path.Combine(root, Guid.NewGuid().ToString("N"));
            var claim = new FileStream(path + ".claim", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            Directory.CreateDirectory(path);
            return new WorkFolder(path, claim);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(StoreDiagnostics.Unwritable(storeFolder, e.Message));
        }
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        claim.Dispose();
    }

    /// <summary>Removes the folders whose owners are gone: a live owner holds its claim, the lock of a dead process is gone with it.</summary>
    public static void Sweep(string storeFolder)
    {
        var root = System.IO.Path.Combine(storeFolder, "work");
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (var claim in Directory.EnumerateFiles(root, "*.claim").Where(AtomicFile.IsSettled))
        {
            try
            {
                using (new FileStream(claim, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose))
                {
                    var folder = claim[..^".claim".Length];
                    if (Directory.Exists(folder))
                    {
                        Directory.Delete(folder, recursive: true);
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its owner lives, or another process sweeps, or the store can only be read: whoever must write will say so.
                continue;
            }
        }
    }
}
