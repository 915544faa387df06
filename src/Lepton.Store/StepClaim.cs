using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;

namespace Lepton.Store;

/// <summary>The right to run one step: held by one process at a time, and gone with the process.</summary>
public sealed class StepClaim : IDisposable
{
    private readonly FileStream file;

    private StepClaim(FileStream file) => this.file = file;

    /// <summary>Waits until no other process holds the claim, then holds it.</summary>
    /// <param name="waiting">Called once if another process holds it.</param>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public static async Task<StepClaim> AcquireAsync(string storeFolder, Digest key, Action waiting, CancellationToken cancellation) =>
        new(await HeldFile.AcquireAsync(storeFolder, Path.Combine(storeFolder, "claims", key.Hex), isAlone: true, waiting, cancellation));

    public void Dispose() => file.Dispose();
}
