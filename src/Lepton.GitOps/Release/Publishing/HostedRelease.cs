namespace Lepton.GitOps.Release.Publishing;

/// <summary>A release as a server has it.</summary>
/// <param name="IsDraft">Nobody but who may write sees it, and its tag is not made yet.</param>
/// <param name="IsImmutable">Neither its files nor its tag can be changed any more.</param>
/// <param name="Upload">Where its files are sent to.</param>
/// <param name="Page">Its address for people.</param>
public sealed record HostedRelease(long Id, string Tag, bool IsDraft, bool IsImmutable, Uri Upload, string Page, IReadOnlyList<HostedAsset> Assets);
