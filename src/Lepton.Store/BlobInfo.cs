using Lepton.Core.Digests;

namespace Lepton.Store;

/// <summary>A blob's digest and its size in bytes.</summary>
public sealed record BlobInfo(Digest Digest, long Size);
