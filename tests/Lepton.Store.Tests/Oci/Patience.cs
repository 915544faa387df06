using Lepton.Store.Oci;

namespace Lepton.Store.Tests.Oci;

/// <summary>Limits for tests: small chunks, short pauses.</summary>
internal static class Patience
{
    public static OciLimits Short { get; } = OciLimits.Default with
    {
        Answer = TimeSpan.FromSeconds(3),
        Stall = TimeSpan.FromSeconds(1),
        StallBytes = 1,
        Backoff = TimeSpan.FromMilliseconds(20),
        Chunk = 100_000,
    };
}
