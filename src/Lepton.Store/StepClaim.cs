using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;

namespace Lepton.Store;

/// <summary>The right to run one step: held by one process at a time, and gone with the process.</summary>
public sealed class StepClaim : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream file;

    private StepClaim(FileStream file) => this.file = file;

    /// <summary>Waits until no other process holds the claim, then holds it.</summary>
    /// <param name="waiting">Called once if another process holds it.</param>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public static async Task<StepClaim> AcquireAsync(string storeFolder, Digest key, Action waiting, CancellationToken cancellation)
    {
        var path = Path.Combine(storeFolder, "claims", key.Hex);
        var told = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new StepClaim(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (IsHeld(e))
            {
                if (!told)
                {
                    told = true;
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

    public void Dispose() => file.Dispose();

    // EWOULDBLOCK of flock on Linux (11) and macOS (35), ERROR_SHARING_VIOLATION on Windows.
    internal static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
