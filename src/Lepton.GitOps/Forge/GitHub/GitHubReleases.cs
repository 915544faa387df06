using System.Net;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.GitOps.Release;
using Lepton.GitOps.Release.Publishing;

namespace Lepton.GitOps.Forge.GitHub;

/// <summary>Releases of a repository on GitHub (REST: releases, release assets).</summary>
/// <param name="handler">Sends requests; see <see cref="GitHubClient"/>.</param>
/// <param name="repository">Such as <c>acme/models</c>.</param>
public sealed class GitHubReleases(HttpMessageHandler? handler, Uri api, string repository, string? token, TimeProvider clock, GitHubLimits? limits = null) : IReleaseHost, IDisposable
{
    /// <summary>GitHub takes files below 2 GiB; exactly that much was seen to fail.</summary>
    public const long LargestAsset = (long)(1.9 * (1L << 30));

    private const int MostAssets = 20;
    private const int LongestNotes = 125_000;

    private readonly GitHubClient client = new(handler, api, token, clock, limits);
    private readonly string root = $"repos/{string.Join('/', repository.Split('/').Select(Uri.EscapeDataString))}/releases";

    /// <exception cref="DiagnosticException">One of the files is larger than GitHub takes.</exception>
    public static void RequireSizes(IEnumerable<ReleaseAsset> assets)
    {
        if (assets.FirstOrDefault(a => a.Size > LargestAsset) is { } large)
        {
            throw new DiagnosticException(GitOpsDiagnostics.TooLarge(large.Name, large.Size, LargestAsset));
        }
    }

    public async Task<IReadOnlyList<HostedRelease>> FindAsync(string tag, CancellationToken cancellation)
    {
        // A draft has no tag yet: only the list has it.
        var found = new List<HostedRelease>();
        await foreach (var release in client.ListAsync(root, GitHubJson.Default.IReadOnlyListReleaseResponse, cancellation))
        {
            if (release.TagName == tag)
            {
                var assets = new List<HostedAsset>();
                await foreach (var asset in client.ListAsync($"{root}/{release.Id}/assets", GitHubJson.Default.IReadOnlyListAssetResponse, cancellation))
                {
                    assets.Add(new HostedAsset(asset.Id, asset.Name, asset.Size, Digest.TryParse(asset.Digest, out var digest) ? digest : null, asset.State == "uploaded"));
                }

                found.Add(new HostedRelease(release.Id, tag, release.Draft, release.Immutable ?? false, UploadAddress(release), release.HtmlUrl ?? string.Empty, assets));
            }
        }

        return [.. found.OrderBy(r => r.Id)];
    }

    /// <summary>Fetches the files of a release that is out into a folder.</summary>
    /// <exception cref="DiagnosticException">There is none, or it cannot be had.</exception>
    public async Task FetchAsync(FileDownload download, string tag, string folder, Action<string> say, CancellationToken cancellation)
    {
        var release = (await FindAsync(tag, cancellation)).FirstOrDefault(r => !r.IsDraft) ?? throw new DiagnosticException(GitOpsDiagnostics.NoBundle(tag, $"{repository} has no such release"));
        if (release.Assets.Count > MostAssets || release.Assets.FirstOrDefault(a => !BundleNames.IsPlain(a.Name)) is not null)
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoBundle(tag, $"it has more than {MostAssets} files, or one whose name is no plain one: it is no bundle"));
        }

        foreach (var asset in release.Assets)
        {
            say($"download {asset.Name}");
            await download.GetAsync(new Uri(api, $"{root}/assets/{asset.Id}"), token, Path.Combine(folder, asset.Name), Math.Min(asset.Size, LargestAsset), cancellation);
        }
    }

    public Task CreateDraftAsync(ReleaseText text, CancellationToken cancellation) => SureAsync(() => client.SendAsync(
        HttpMethod.Post,
        root,
        Request(text, isDraft: true),
        GitHubJson.Default.ReleaseRequest,
        GitHubJson.Default.ReleaseResponse,
        cancellation));

    public Task UploadAsync(HostedRelease release, ReleaseAsset asset, Action<long> moved, CancellationToken cancellation) => SureAsync(() =>
        client.UploadAsync(new Uri(release.Upload, $"?name={Uri.EscapeDataString(asset.Name)}"), asset.Path, asset.Size, moved, cancellation));

    public Task DeleteAssetAsync(HostedAsset asset, CancellationToken cancellation) => DeleteAsync($"{root}/assets/{asset.Id}", cancellation);

    public Task DeleteDraftAsync(HostedRelease draft, CancellationToken cancellation) => DeleteAsync($"{root}/{draft.Id}", cancellation);

    public Task PublishAsync(HostedRelease draft, ReleaseText text, CancellationToken cancellation) => SureAsync(() => client.SendAsync(
        HttpMethod.Patch, $"{root}/{draft.Id}", Request(text, isDraft: false), GitHubJson.Default.ReleaseRequest, GitHubJson.Default.ReleaseResponse, cancellation));

    public void Dispose() => client.Dispose();

    private static ReleaseRequest Request(ReleaseText text, bool isDraft) =>
        new(text.Tag, text.Commit, text.Title, text.Notes.Length <= LongestNotes ? text.Notes : text.Notes[..(LongestNotes - 1)] + "…", isDraft, text.IsPreRelease, text.IsNewest ? null : "false");

    // What is gone already is gone.
    private Task DeleteAsync(string path, CancellationToken cancellation) => SureAsync(async () =>
    {
        try
        {
            await client.DeleteAsync(path, cancellation);
        }
        catch (GitHubException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return;
        }
    });

    // https://uploads.github.com/repos/…/assets{?name,label}: a template, on a host of its own beside the API's.
    private Uri UploadAddress(ReleaseResponse release)
    {
        var address = new Uri((release.UploadUrl ?? $"{root}/{release.Id}/assets").Split('{')[0], UriKind.RelativeOrAbsolute);
        address = address.IsAbsoluteUri ? address : new Uri(api, address);
        var isOwn = address.Scheme == api.Scheme && (address.Authority == api.Authority || (api.Host == "api.github.com" && address.Host == "uploads.github.com"));
        return isOwn ? address : throw new DiagnosticException(GitOpsDiagnostics.ForgeFailed($"uploads of {release.TagName} would go to {address.Host}, which is not GitHub's", null));
    }

    private static async Task SureAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (GitHubException e) when (e.Status is null or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity or >= HttpStatusCode.InternalServerError)
        {
            throw new UnsureException(e.Diagnostics[0].Message);
        }
        catch (GitHubTransientException e)
        {
            throw new UnsureException(e.Message, e.After);
        }
    }
}
