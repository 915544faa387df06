namespace Lepton.Core.Files;

/// <summary>Writes a file beside its place and renames it there, so that a reader never sees half of it.</summary>
public static class AtomicFile
{
    /// <param name="scratch">Where it is written first, on the same disk; default beside its place.</param>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> content, string? scratch = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var beside = Beside(path, scratch);
        try
        {
            // Held open, and so locked, until it is in place: by that a sweep knows whose writer is alive.
            using var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, 1);
            file.Write(content);
            file.Flush();
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    public static void WriteAllText(string path, string content) =>
        WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Whether a file of this name is being written beside its place.</summary>
    public static bool IsBeside(string name) => name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal);

    /// <summary>Removes from a folder what dead processes left half-written.</summary>
    public static void Sweep(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder, ".*.tmp").Where(IsSettled))
        {
            try
            {
                using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1))
                {
                    File.Delete(path);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its writer lives, or has just finished, or the folder can only be read.
                continue;
            }
        }
    }

    /// <summary>Whether a file is older than the moment that lies between making it and locking it.</summary>
    public static bool IsSettled(string path) => File.GetLastWriteTimeUtc(path) < DateTime.UtcNow.AddSeconds(-1);

    private static string Beside(string path, string? scratch)
    {
        var folder = scratch ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
    }
}
