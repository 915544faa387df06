using Lepton.Core.Diagnostics;

namespace Lepton.Store;

/// <summary>A file that processes hold to keep others out; whoever dies lets go of it.</summary>
internal static class HeldFile
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until no other process is in the way, then holds the file.</summary>
    /// <param name="isAlone">Keeps everybody out, and not only those who want to be alone.</param>
    /// <param name="waiting">Called once if it must wait.</param>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public static async Task<FileStream> AcquireAsync(string storeFolder, string path, bool isAlone, Action waiting, CancellationToken cancellation)
    {
        for (var told = false; ; told = true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return isAlone
                    ? new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
                    : new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
            }
            catch (IOException e) when (IsHeld(e))
            {
                if (!told)
                {
                    waiting();
                }

                await Task.Delay(Interval, cancellation);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DiagnosticException(StoreDiagnostics.Unwritable(storeFolder, e.Message));
            }
        }
    }

    // EWOULDBLOCK of flock on Linux (11) and macOS (35), ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
