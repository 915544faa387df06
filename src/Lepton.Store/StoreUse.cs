using Lepton.Core.Diagnostics;

namespace Lepton.Store;

/// <summary>Keeps a store from being collected while builds use it: many builds at a time, or one collection.</summary>
public sealed class StoreUse : IDisposable
{
    private readonly FileStream? file;

    private StoreUse(FileStream? file) => this.file = file;

    /// <summary>Waits until nobody collects, then keeps others from doing so.</summary>
    /// <param name="waiting">Called once if it must wait.</param>
    public static async Task<StoreUse> ShareAsync(string storeFolder, Action waiting, CancellationToken cancellation)
    {
        try
        {
            return new StoreUse(await HeldFile.AcquireAsync(storeFolder, PathIn(storeFolder), isAlone: false, waiting, cancellation));
        }
        catch (DiagnosticException)
        {
            // Where nothing can be written nothing can be removed either: a build may go on, and says so when it must write.
            return new StoreUse(null);
        }
    }

    /// <summary>Waits until no build runs, then keeps builds from starting.</summary>
    /// <param name="waiting">Called once if it must wait.</param>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public static async Task<StoreUse> AloneAsync(string storeFolder, Action waiting, CancellationToken cancellation) =>
        new(await HeldFile.AcquireAsync(storeFolder, PathIn(storeFolder), isAlone: true, waiting, cancellation));

    public void Dispose() => file?.Dispose();

    private static string PathIn(string storeFolder) => Path.Combine(storeFolder, "in-use");
}
