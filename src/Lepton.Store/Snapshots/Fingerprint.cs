using Lepton.Core.Digests;
using Lepton.Core.Files;

namespace Lepton.Store.Snapshots;

/// <summary>A file or folder as it was looked at.</summary>
/// <param name="Taken">When it was looked at, before it was read; nanoseconds since 1970.</param>
/// <param name="Digest">Of its bytes; of a folder, of the names in it.</param>
public sealed record Fingerprint(FileStat Stat, long Taken, Digest Digest);
