using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;

namespace Lepton.GitOps.Release.Publishing;

/// <summary>Releases in a registry: the files first, then the version's tag, then what refers to it, then the tags that move on.</summary>
public sealed class OciReleases(OciReference at, ICredentialSource credentials, OciLimits limits, Action<string> say) : IDisposable
{
    private const int MostFiles = 20;

    private readonly RegistryClient client = new(credentials, limits, TimeProvider.System);

    /// <summary>Publishes a release; one that is there already is left as it is.</summary>
    /// <param name="signed">Names of files that each run makes anew; each is also attached to the artifact as a referrer.</param>
    /// <returns>The artifact's digest; null where it was there already.</returns>
    /// <exception cref="DiagnosticException">The registry refuses, or has another artifact of this version.</exception>
    public async Task<Digest?> PublishAsync(PlannedRelease plan, ReleaseText text, IReadOnlyList<ReleaseAsset> assets, IReadOnlySet<string> signed, CancellationToken cancellation)
    {
        var version = plan.Next!.ToNormalizedString();
        try
        {
            var there = await client.FindManifestAsync(at, version, cancellation);
            if (there is not null && assets.FirstOrDefault(a => !signed.Contains(a.Name) && !there.Layers.Any(l => l.Title == a.Name && l.Digest == a.Digest)) is { } other)
            {
                throw new DiagnosticException(GitOpsDiagnostics.OtherRelease($"{at}:{version}", other.Name));
            }

            // What comes after the version's tag is done again each time: a run before may have been killed there.
            var manifest = there ?? await PutAsync(plan, text, assets, cancellation);
            var content = manifest.ToBytes();
            foreach (var layer in manifest.Layers.Where(l => l.Title is { } title && signed.Contains(title)))
            {
                await client.AttachAsync(at, new OciDescriptor(OciManifest.MediaType, Digest.Of(content), content.Length), layer with { MediaType = MediaTypeOf(layer.Title!) }, cancellation);
            }

            foreach (var alias in plan.Next.IsPrerelease ? [] : new[] { $"{plan.Next.Major}.{plan.Next.Minor}", $"{plan.Next.Major}", "latest" })
            {
                await client.PutManifestAsync(at, alias, manifest, cancellation);
            }

            return there is null ? Digest.Of(content) : null;
        }
        catch (OciException e)
        {
            throw new DiagnosticException(GitOpsDiagnostics.RegistryFailed(e.Message));
        }
    }

    /// <summary>Fetches the files of a release into a folder.</summary>
    /// <param name="reference">A tag or digest.</param>
    /// <exception cref="DiagnosticException">There is none, it names files that lie elsewhere, or the registry refuses.</exception>
    public async Task FetchAsync(string reference, string folder, CancellationToken cancellation)
    {
        try
        {
            var manifest = await client.FindManifestAsync(at, reference, cancellation) ?? throw new DiagnosticException(GitOpsDiagnostics.RegistryFailed($"{at} has no {reference}"));
            if (manifest.Layers.Count > MostFiles)
            {
                throw new DiagnosticException(GitOpsDiagnostics.RegistryFailed($"{at}:{reference} has more than {MostFiles} files: it is no bundle"));
            }

            foreach (var layer in manifest.Layers)
            {
                // A name from a server never leaves the folder.
                if (layer.Title is not { Length: > 0 } name || name is "." or ".." || name.Any(c => c is '/' or '\\' or ':' || char.IsControl(c)))
                {
                    throw new DiagnosticException(GitOpsDiagnostics.RegistryFailed($"{at}:{reference} has a file without a plain name"));
                }

                say($"download {name}");
                using var file = File.OpenHandle(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.ReadWrite);
                await client.DownloadAsync(at, layer.Digest, layer.Size, file, folder, _ => { }, cancellation);
            }
        }
        catch (OciException e)
        {
            throw new DiagnosticException(GitOpsDiagnostics.RegistryFailed(e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoBundle(at.ToString(), e.Message));
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<OciManifest> PutAsync(PlannedRelease plan, ReleaseText text, IReadOnlyList<ReleaseAsset> assets, CancellationToken cancellation)
    {
        var version = plan.Next!.ToNormalizedString();
        var pack = ModelPack.Of(plan, text, assets);
        foreach (var asset in assets)
        {
            say($"upload {asset.Name}");
            await client.UploadAsync(at, asset.Digest, asset.Path, asset.Size, _ => { }, cancellation);
        }

        await client.UploadAsync(at, pack.Config, cancellation);
        say($"publish {at}:{version}");
        await client.PutManifestAsync(at, version, pack.Manifest, cancellation);
        return pack.Manifest;
    }

    private static string MediaTypeOf(string name) => name == BundleNames.Signature ? "application/vnd.dev.sigstore.bundle.v0.3+json" : "application/vnd.in-toto.bundle";
}
