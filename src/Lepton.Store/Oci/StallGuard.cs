namespace Lepton.Store.Oci;

/// <summary>Cancels a transfer that no longer moves.</summary>
internal sealed class StallGuard : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly OciLimits limits;
    private long moved;

    /// <param name="answer">How long the first bytes may take.</param>
    public StallGuard(OciLimits limits, TimeSpan answer, CancellationToken cancellation)
    {
        this.limits = limits;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        source.CancelAfter(answer);
    }

    public CancellationToken Token => source.Token;

    /// <summary>The answer has begun: from now on its body must move.</summary>
    public void Restart() => source.CancelAfter(limits.Stall);

    /// <summary>Bytes went through.</summary>
    public void Moved(long bytes)
    {
        moved += bytes;
        if (moved >= limits.StallBytes)
        {
            moved = 0;
            source.CancelAfter(limits.Stall);
        }
    }

    public void Dispose() => source.Dispose();
}
