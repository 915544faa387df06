using Lepton.Store.Oci;

namespace Lepton.Store.Tests.Oci;

/// <summary>Limits for tests: small chunks, short pauses.</summary>
internal static class Patience
{
    public static OciLimits Short { get; } = OciLimits.Default with
    {
        Answer = TimeSpan.FromSeconds(20),
        Stall = TimeSpan.FromSeconds(20),
        StallBytes = 1,
        Backoff = TimeSpan.FromMilliseconds(20),
        Chunk = 100_000,
    };
}
