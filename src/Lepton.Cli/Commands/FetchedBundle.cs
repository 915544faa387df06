using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.GitOps;
using Lepton.GitOps.Forge;
using Lepton.GitOps.Forge.GitHub;
using Lepton.GitOps.Git;
using Lepton.GitOps.Release;
using Lepton.GitOps.Release.Fetching;
using Lepton.GitOps.Release.Publishing;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;
using NuGet.Versioning;

namespace Lepton.Cli.Commands;

/// <summary>A bundle that was fetched from elsewhere into a folder of its own, which goes when this is disposed.</summary>
internal sealed class FetchedBundle : IDisposable
{
    private const string Oci = "oci://";

    private FetchedBundle(string? model, string? version, bool isListed) =>
        (Folder, Model, Version, IsListed) = (Directory.CreateTempSubdirectory("lepton-verify-").FullName, model, version, isListed);

    public string Folder { get; }

    /// <summary>The model that is asked for; null where the address does not say.</summary>
    public string? Model { get; }

    /// <summary>The version that is asked for; null where the address does not say, names a digest, or a tag that moves.</summary>
    public string? Version { get; }

    /// <summary>Whether all files that stand there were seen; a web server shows only those that one knows of.</summary>
    public bool IsListed { get; }

    /// <summary>The bundle of <c>oci://host/repository:1.4.0</c>, <c>…@sha256:…</c>, <c>https://…</c> or <c>model@1.4.0</c>; null for a folder.</summary>
    /// <param name="folder">The working folder, whose repository has the releases that are named without an address.</param>
    /// <exception cref="DiagnosticException">It cannot be had.</exception>
    public static async Task<FetchedBundle?> OfAsync(string address, string folder, Action<string> say, CancellationToken cancellation)
    {
        if (address.StartsWith(Oci, StringComparison.Ordinal))
        {
            return await OfRegistryAsync(address, say, cancellation);
        }

        if (Uri.TryCreate(address, UriKind.Absolute, out var web) && web.Scheme is "https" or "http")
        {
            return await OfWebAsync(address, web, say, cancellation);
        }

        return !Directory.Exists(Path.Combine(folder, address)) && address.Split('@') is [var model, var text] && SemanticVersion.TryParse(text, out var version) && !model.Contains('/', StringComparison.Ordinal)
            ? await OfForgeAsync(new ReleaseTag(model, version), folder, say, cancellation)
            : null;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static Task<FetchedBundle> OfRegistryAsync(string address, Action<string> say, CancellationToken cancellation)
    {
        // A colon before the last slash belongs to the port.
        var at = address.IndexOf('@', StringComparison.Ordinal) is >= 0 and var digest ? digest : address.LastIndexOf(':') is var colon && colon > address.LastIndexOf('/') ? colon : -1;
        var reference = at < 0 ? string.Empty : address[(at + 1)..];
        if (at < 0 || !OciReference.TryParse(address[..at], out var repository) || (address[at] == '@' && (!reference.StartsWith("sha256:", StringComparison.Ordinal) || !Digest.TryParse(reference, out _))))
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoBundle(address, "an address is oci://host/repository:version, or …@sha256:…"));
        }

        return FillAsync(new FetchedBundle(repository.Repository.Split('/')[^1], address[at] == ':' && SemanticVersion.TryParse(reference, out _) ? reference : null, isListed: true), async bundle =>
        {
            using var releases = new OciReleases(repository, DockerCredentials.Default, OciLimits.Default, say);
            await releases.FetchAsync(reference, bundle, cancellation);
        });
    }

    private static Task<FetchedBundle> OfWebAsync(string text, Uri address, Action<string> say, CancellationToken cancellation)
    {
        if (!FileDownload.IsAllowed(address))
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoBundle(text, "only https is asked"));
        }

        const string Download = "/releases/download/";
        var path = Uri.UnescapeDataString(WebBundle.FolderOf(address).AbsolutePath).TrimEnd('/');
        var tag = path.IndexOf(Download, StringComparison.Ordinal) is >= 0 and var start ? ReleaseTag.TryParse(path[(start + Download.Length)..]) : null;
        return FillAsync(new FetchedBundle(tag?.Model, tag?.Version.ToNormalizedString(), isListed: false), async bundle =>
        {
            using var download = new FileDownload(TimeProvider.System);
            await WebBundle.FetchAsync(download, address, bundle, say, cancellation);
        });
    }

    private static async Task<FetchedBundle> OfForgeAsync(ReleaseTag tag, string folder, Action<string> say, CancellationToken cancellation)
    {
        var (api, repository, token) = GitHubContext.Access(Environment.GetEnvironmentVariable)
            ?? (await GitRepository.FindAsync(folder, cancellation) is { } clone && await clone.RemoteUrlAsync("origin", cancellation) is { } remote ? GitHubContext.AccessTo(remote, Environment.GetEnvironmentVariable) : null)
            ?? throw new DiagnosticException(GitOpsDiagnostics.NoBundle(tag.ToString(), "which repository on GitHub has it? GITHUB_REPOSITORY says so, or the remote origin of a clone"));
        return await FillAsync(new FetchedBundle(tag.Model, tag.Version.ToNormalizedString(), isListed: true), async bundle =>
        {
            using var download = new FileDownload(TimeProvider.System);
            using var releases = new GitHubReleases(null, api, repository, token, TimeProvider.System);
            await releases.FetchAsync(download, tag.ToString(), bundle, say, cancellation);
        });
    }

    private static async Task<FetchedBundle> FillAsync(FetchedBundle bundle, Func<string, Task> fetch)
    {
        try
        {
            await fetch(bundle.Folder);
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }
}
