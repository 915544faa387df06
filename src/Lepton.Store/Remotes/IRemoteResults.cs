using Lepton.Core.Digests;

namespace Lepton.Store.Remotes;

/// <summary>Results that machines share. Nothing here fails because the remote does: it gives nothing then, and says so once.</summary>
public interface IRemoteResults
{
    /// <summary>The result of a key from a namespace that is trusted, or null. Its blobs are not fetched.</summary>
    Task<RemoteResult?> FindAsync(string kind, Digest key, CancellationToken cancellation);

    /// <summary>Brings blobs into the local store; false where one of them cannot be had.</summary>
    /// <param name="progress">Told how far it is and of what.</param>
    /// <exception cref="Core.Diagnostics.DiagnosticException">The local store cannot be written.</exception>
    Task<bool> FetchAsync(IReadOnlyCollection<BlobInfo> blobs, Action<double?, string> progress, CancellationToken cancellation);

    /// <summary>Takes a result to be pushed while other work goes on.</summary>
    void Offer(StepResult result);
}
