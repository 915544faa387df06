using Lepton.Core.Diagnostics;

namespace Lepton.Store;

/// <summary>Where a running step writes. Removed when the step ends; what a killed process left is removed by a later one.</summary>
public sealed class WorkFolder : IDisposable
{
    private readonly FileStream claim;

    private WorkFolder(string path, FileStream claim)
    {
        Path = path;
        this.claim = claim;
    }

    public string Path { get; }

    /// <summary>Makes a fresh folder and removes those whose owners are gone.</summary>
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
            Sweep(root, path);
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

    private static void Sweep(string root, string own)
    {
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            if (folder == own)
            {
                continue;
            }

            try
            {
                // A live owner holds its claim; the lock of a dead process is gone with it.
                using (new FileStream(folder + ".claim", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (IOException)
            {
                continue;
            }
        }
    }
}
