using System.Collections.Concurrent;
using Lepton.Core.Digests;
using Lepton.Store;
using Lepton.Store.Remotes;

namespace Lepton.Graph.Tests;

/// <summary>A remote in memory, which a test can make forget blobs.</summary>
internal sealed class FakeRemote(LocalStore local) : IRemoteResults
{
    private readonly ConcurrentDictionary<Digest, StepResult> results = new();
    private readonly ConcurrentDictionary<Digest, byte[]> blobs = new();

    /// <summary>Blobs that were fetched.</summary>
    public ConcurrentBag<Digest> Fetched { get; } = [];

    /// <summary>Takes everything that another store made.</summary>
    public void Learn(LocalStore other, IEnumerable<StepRun> runs)
    {
        foreach (var result in runs.Select(r => r.Result!))
        {
            results[result.Key] = result;
            foreach (var output in result.Outputs)
            {
                blobs[output.Blob] = File.ReadAllBytes(other.Blobs.PathOf(output.Blob));
            }
        }
    }

    public void ForgetBlobs() => blobs.Clear();

    public Task<RemoteResult?> FindAsync(string kind, Digest key, CancellationToken cancellation) =>
        Task.FromResult(results.TryGetValue(key, out var found) ? new RemoteResult(found, new RemoteNamespace("main"), "test") : null);

    public Task<bool> FetchAsync(IReadOnlyCollection<BlobInfo> wanted, Action<double?, string> progress, CancellationToken cancellation)
    {
        foreach (var blob in wanted)
        {
            if (!blobs.TryGetValue(blob.Digest, out var content))
            {
                return Task.FromResult(false);
            }

            local.Blobs.Put(content);
            Fetched.Add(blob.Digest);
        }

        return Task.FromResult(true);
    }

    public void Offer(StepResult result)
    {
    }
}
