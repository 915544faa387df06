using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Store;

namespace Lepton.Data.Files;

/// <summary>Fetches files once; they are blobs of the store, found by the digest that the spec pins.</summary>
public sealed class UrlCache(LocalStore store)
{
    private const int Attempts = 3;

    /// <summary>The path of the file.</summary>
    /// <exception cref="DiagnosticException">It cannot be fetched, or it is not the file that is pinned.</exception>
    public string Get(Uri url, Digest pinned, SourceLocation at)
    {
        if (!store.Blobs.Contains(pinned))
        {
            Fetch(url, pinned, at);
        }

        return store.Blobs.PathOf(pinned);
    }

    private void Fetch(Uri url, Digest pinned, SourceLocation at)
    {
        if (url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback)
        {
            throw new DiagnosticException(DataDiagnostics.UrlsNotFetched(at, url.ToString(), "only https is allowed"));
        }

        using var work = WorkFolder.Create(store.Folder);
        var path = work.File("download");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(30) };
                using var request = new HttpRequestMessage(HttpMethod.Get, url);
                using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
                response.EnsureSuccessStatusCode();
                using (var file = File.Create(path))
                {
                    response.Content.ReadAsStream().CopyTo(file);
                }

                break;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                if (attempt == Attempts)
                {
                    throw new DiagnosticException(DataDiagnostics.UrlsNotFetched(at, url.ToString(), e.Message));
                }

                Thread.Sleep(TimeSpan.FromSeconds(attempt));
            }
        }

        var found = FileHasher.Hash(path);
        if (found != pinned)
        {
            throw new DiagnosticException(DataDiagnostics.WrongDigest(at, url.ToString(), pinned, found));
        }

        store.Blobs.Adopt(path);
    }
}
