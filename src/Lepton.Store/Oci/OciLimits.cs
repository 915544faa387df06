namespace Lepton.Store.Oci;

/// <summary>How patient a client is, and how much it does at once.</summary>
/// <param name="Connect">Until a connection stands.</param>
/// <param name="Answer">Until the first byte of an answer.</param>
/// <param name="Stall">A body that brings fewer than <paramref name="StallBytes"/> in this time is given up.</param>
/// <param name="Attempts">Tries of one request, the first included.</param>
/// <param name="Backoff">Pause after the first failure; it doubles, with jitter.</param>
/// <param name="LongestPause">What a registry may ask for with Retry-After at most.</param>
/// <param name="Chunk">Bytes of one piece of an upload: what is lost at most when a connection breaks.</param>
/// <param name="Transfers">Requests at the same time.</param>
public sealed record OciLimits(TimeSpan Connect, TimeSpan Answer, TimeSpan Stall, long StallBytes, int Attempts, TimeSpan Backoff, TimeSpan LongestPause, long Chunk, int Transfers)
{
    public static OciLimits Default { get; } = new(
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), 256 << 10, 4, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(30), 64 << 20, 8);
}
