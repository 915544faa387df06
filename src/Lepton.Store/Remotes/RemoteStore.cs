using System.Collections.Concurrent;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;
using Microsoft.Win32.SafeHandles;

namespace Lepton.Store.Remotes;

/// <summary>
/// Results in an OCI registry, one manifest each, in namespaces: a build reads those that it trusts and its own, and writes its
/// own alone. A registry that does not serve is left alone for the rest of the run, which is said once.
/// </summary>
public sealed class RemoteStore : IRemoteResults, IAsyncDisposable
{
    private const long MostAllocated = 1L << 30;

    private readonly RegistryClient client;
    private readonly OciReference url;
    private readonly LocalStore local;
    private readonly RemoteVoice voice;
    private readonly IReadOnlyList<RemoteNamespace> namespaces;
    private readonly IReadOnlyList<RemoteNamespace> trusted;
    private readonly ConcurrentDictionary<string, bool> closed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Digest, Lazy<Task<bool>>> fetches = new();
    private readonly ConcurrentDictionary<Digest, RemoteNamespace> places = new();
    private volatile bool isOff;

    /// <param name="trusted">Namespaces whose results are used.</param>
    /// <param name="own">The namespace that this build writes to; null to write nothing.</param>
    /// <param name="builder">Who makes results here: they name it.</param>
    /// <param name="tell">Called once for each thing that is wrong with the remote.</param>
    public RemoteStore(OciReference url, ICredentialSource credentials, OciLimits limits, IReadOnlyList<RemoteNamespace> trusted, RemoteNamespace? own, string builder, LocalStore local, Action<Diagnostic> tell)
    {
        (this.url, this.local, this.trusted) = (url, local, trusted);
        client = new RegistryClient(credentials, limits, TimeProvider.System);
        voice = new RemoteVoice(tell);
        namespaces = [.. (own is null ? trusted : [own, .. trusted]).Distinct()];
        Pushes = new PushQueue(client, own?.In(url), builder, local.Blobs, voice);
    }

    /// <summary>Whether the remote did not serve and is left alone.</summary>
    public bool IsOff => isOff;

    /// <summary>What is on its way to the remote.</summary>
    public PushQueue Pushes { get; }

    public Task<RemoteResult?> FindAsync(string kind, Digest key, CancellationToken cancellation) => AskAsync(null, async space =>
    {
        var at = space.In(url);
        if (await client.FindManifestAsync(at, ResultManifest.Tag(kind, key), cancellation) is not { } manifest)
        {
            return null;
        }

        var found = await ResultManifest.ReadAsync(client, at, space, manifest, kind, key, cancellation);
        foreach (var output in found.Result.Outputs)
        {
            places[output.Blob] = space;
        }

        return found;
    });

    public async Task<bool> FetchAsync(IReadOnlyCollection<BlobInfo> blobs, Action<double?, string> progress, CancellationToken cancellation)
    {
        var missing = blobs.Where(b => !local.Blobs.Contains(b.Digest)).DistinctBy(b => b.Digest).ToList();
        long all = missing.Sum(b => b.Size), come = 0;
        void Moved(long bytes)
        {
            var now = Interlocked.Add(ref come, bytes);
            progress(all > 0 ? (double)now / all : null, $"fetching {now / 1e6:0.0} of {all / 1e6:0.0} MB");
        }

        // Two steps that want the same blob wait for one transfer.
        var fetched = await Task.WhenAll(missing.Select(b => fetches.GetOrAdd(b.Digest, _ => new Lazy<Task<bool>>(() => FetchAsync(b, Moved, cancellation))).Value));
        return Array.TrueForAll(fetched, f => f);
    }

    /// <summary>Whether a blob can be fetched.</summary>
    public async Task<bool> HasAsync(Digest blob, CancellationToken cancellation) =>
        await AskAsync(null, async space => await client.HasBlobAsync(space.In(url), blob, cancellation) ? places[blob] = space : null) is not null;

    /// <summary>The models that were judged on test rows, as far as the namespaces tell that this build reads.</summary>
    /// <param name="test">Digest of the rows' content.</param>
    public async Task<IReadOnlySet<Digest>> JudgedAsync(Digest test, CancellationToken cancellation)
    {
        var models = new HashSet<Digest>();
        var prefix = JudgedTag.Prefix(test);
        await AskAsync<object>(null, async space =>
        {
            foreach (var tag in await client.TagsAsync(space.In(url), prefix, cancellation))
            {
                if (Digest.TryParse(tag[prefix.Length..], out var model))
                {
                    models.Add(model);
                }
            }

            // The other namespaces have some too.
            return null;
        });
        return models;
    }

    public void Offer(StepResult result)
    {
        if (!isOff)
        {
            Pushes.Add(result);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Pushes.DisposeAsync();
        client.Dispose();
    }

    // A blob is what its digest says wherever it comes from; where its result was found it most likely is.
    private async Task<bool> FetchAsync(BlobInfo blob, Action<long> moved, CancellationToken cancellation) =>
        await AskAsync(places.GetValueOrDefault(blob.Digest), async space =>
        {
            await DownloadAsync(space.In(url), blob, moved, cancellation);
            return blob;
        }) is not null;

    // Asks one namespace after the other for something, until one has it.
    private async Task<T?> AskAsync<T>(RemoteNamespace? first, Func<RemoteNamespace, Task<T?>> ask)
        where T : class
    {
        foreach (var space in namespaces.OrderBy(n => n == first ? 0 : 1))
        {
            if (isOff)
            {
                return null;
            }

            if (closed.ContainsKey(space.Name))
            {
                continue;
            }

            try
            {
                if (await ask(space) is { } found)
                {
                    return found;
                }
            }
            catch (OciException e)
            {
                Blame(space, e);
            }
        }

        return null;
    }

    private async Task DownloadAsync(OciReference at, BlobInfo blob, Action<long> moved, CancellationToken cancellation)
    {
        using var work = WorkFolder.Create(local.Folder);
        var path = work.File("blob");
        long size;
        using (var file = Create(path, blob.Size))
        {
            size = await client.DownloadAsync(at, blob.Digest, blob.Size > 0 ? blob.Size : null, file, local.Folder, moved, cancellation);
        }

        local.Blobs.Adopt(path, new BlobInfo(blob.Digest, size));
    }

    // With its size known the file lies in one piece; what was promised may be more than the disk has, and never come.
    private SafeFileHandle Create(string path, long size)
    {
        try
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.None, Math.Min(size, MostAllocated));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(StoreDiagnostics.Unwritable(local.Folder, e.Message));
        }
    }

    private void Blame(RemoteNamespace space, OciException e)
    {
        switch (e.Failure)
        {
            case OciFailure.Missing:
                break;
            case OciFailure.Corrupt:
                voice.Say(StoreDiagnostics.RemoteCorrupt(url.ToString(), e.Message));
                break;
            case OciFailure.Denied:
                closed[space.Name] = true;

                // Some registries say so of repositories that are not there yet, such as a new branch's.
                if (trusted.Contains(space))
                {
                    voice.Say(StoreDiagnostics.RemoteDenied(url.ToString(), e.Message));
                }

                break;
            default:
                isOff = true;
                voice.Say(StoreDiagnostics.RemoteUnavailable(url.ToString(), e.Message));
                break;
        }
    }
}
