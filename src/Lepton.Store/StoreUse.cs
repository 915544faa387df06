using Lepton.Core.Diagnostics;

namespace Lepton.Store;

/// <summary>Keeps a store from being collected while builds use it: many builds at a time, or one collection.</summary>
public sealed class StoreUse : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream? file;

    private StoreUse(FileStream? file) => this.file = file;

    /// <summary>Waits until nobody collects, then keeps others from doing so.</summary>
    /// <param name="waiting">Called once if it must wait.</param>
    public static Task<StoreUse> ShareAsync(string storeFolder, Action waiting, CancellationToken cancellation) =>
        AcquireAsync(storeFolder, isAlone: false, waiting, cancellation);

    /// <summary>Waits until no build runs, then keeps builds from starting.</summary>
    /// <param name="waiting">Called once if it must wait.</param>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public static Task<StoreUse> AloneAsync(string storeFolder, Action waiting, CancellationToken cancellation) =>
        AcquireAsync(storeFolder, isAlone: true, waiting, cancellation);

    public void Dispose() => file?.Dispose();

    private static async Task<StoreUse> AcquireAsync(string storeFolder, bool isAlone, Action waiting, CancellationToken cancellation)
    {
        var path = Path.Combine(storeFolder, "in-use");
        for (var told = false; ; told = true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Directory.CreateDirectory(storeFolder);
                return new StoreUse(isAlone
                    ? new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
                    : new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read));
            }
            catch (IOException e) when (StepClaim.IsHeld(e))
            {
                if (!told)
                {
                    waiting();
                }

                await Task.Delay(Interval, cancellation);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Where nothing can be written nothing can be removed either: a build may go on.
                return isAlone ? throw new DiagnosticException(StoreDiagnostics.Unwritable(storeFolder, e.Message)) : new StoreUse(null);
            }
        }
    }
}
