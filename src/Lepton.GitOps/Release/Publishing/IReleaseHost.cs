namespace Lepton.GitOps.Release.Publishing;

/// <summary>A server that keeps releases. Each method does one thing; where nobody knows whether it was done, <see cref="UnsureException"/> says to look again.</summary>
public interface IReleaseHost
{
    /// <summary>The releases of a tag, drafts too, in the order in which they were made.</summary>
    Task<IReadOnlyList<HostedRelease>> FindAsync(string tag, CancellationToken cancellation);

    Task CreateDraftAsync(ReleaseText text, CancellationToken cancellation);

    /// <summary>Sends a file; no more than a buffer of it is held in memory.</summary>
    Task UploadAsync(HostedRelease release, ReleaseAsset asset, Action<long> moved, CancellationToken cancellation);

    Task DeleteAssetAsync(HostedAsset asset, CancellationToken cancellation);

    Task DeleteDraftAsync(HostedRelease draft, CancellationToken cancellation);

    /// <summary>Makes the tag, and the draft a release that everybody sees; an older run may have begun it at another commit, so its text is set anew.</summary>
    Task PublishAsync(HostedRelease draft, ReleaseText text, CancellationToken cancellation);
}
