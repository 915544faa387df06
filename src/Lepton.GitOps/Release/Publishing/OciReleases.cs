using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;
using NuGet.Versioning;

namespace Lepton.GitOps.Release.Publishing;

/// <summary>Releases in a registry: the files first, then the version's tag, then what refers to it, then the tags that move on.</summary>
public sealed class OciReleases(OciReference at, ICredentialSource credentials, OciLimits limits, Action<string> say) : IDisposable
{
    private const int MostFiles = 20;

    // Twice the largest model: it, and a package with it.
    private const long MostBytes = 4L << 30;

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
            var there = await FindAsync(version, assets, signed, cancellation);

            // What comes after the version's tag is done again each time: a run before may have been killed there.
            var manifest = there ?? await PutAsync(plan, text, assets, cancellation);
            var content = manifest.ToBytes();
            foreach (var layer in manifest.Layers.Where(l => l.Title is { } title && signed.Contains(title)))
            {
                await client.AttachAsync(at, new OciDescriptor(OciManifest.MediaType, Digest.Of(content), content.Length), layer with { MediaType = MediaTypeOf(layer.Title!) }, cancellation);
            }

            foreach (var alias in Aliases(plan.Next, await client.TagsAsync(at, string.Empty, cancellation)))
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

    /// <summary>What publishing would do, in words.</summary>
    /// <exception cref="DiagnosticException">The registry refuses, or has another artifact of this version.</exception>
    public async Task<IReadOnlyList<string>> RemainingAsync(PlannedRelease plan, IReadOnlyList<ReleaseAsset> assets, IReadOnlySet<string> signed, CancellationToken cancellation)
    {
        var version = plan.Next!.ToNormalizedString();
        try
        {
            var there = await FindAsync(version, assets, signed, cancellation);
            var aliases = Aliases(plan.Next, await client.TagsAsync(at, string.Empty, cancellation)).Select(a => $"point {at}:{a} to it");
            return there is not null ? [.. aliases] : [.. assets.Select(a => $"upload {a.Name} to {at}"), $"publish {at}:{version}", .. aliases];
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

            if (manifest.Layers.Sum(l => (decimal)l.Size) > MostBytes)
            {
                throw new DiagnosticException(GitOpsDiagnostics.RegistryFailed($"{at}:{reference} has more than {MostBytes >> 30} GiB: it is no bundle"));
            }

            foreach (var layer in manifest.Layers)
            {
                // A name from a server never leaves the folder.
                if (layer.Title is not { } name || !BundleNames.IsPlain(name))
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

    private async Task<OciManifest?> FindAsync(string version, IReadOnlyList<ReleaseAsset> assets, IReadOnlySet<string> signed, CancellationToken cancellation)
    {
        var there = await client.FindManifestAsync(at, version, cancellation);
        var other = there is null ? null : assets.FirstOrDefault(a => !signed.Contains(a.Name) && !there.Layers.Any(l => l.Title == a.Name && l.Digest == a.Digest));
        return other is null ? there : throw new DiagnosticException(GitOpsDiagnostics.OtherRelease($"{at}:{version}", other.Name));
    }

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

    // A release of an old branch moves only what is about that branch.
    private static IEnumerable<string> Aliases(SemanticVersion version, IReadOnlyList<string> tags)
    {
        var later = tags.Select(t => SemanticVersion.TryParse(t, out var other) ? other : null).OfType<SemanticVersion>().Where(v => !v.IsPrerelease && v > version).ToList();
        (string Alias, bool IsPast)[] aliases =
        [
            ($"{version.Major}.{version.Minor}", later.Exists(v => (v.Major, v.Minor) == (version.Major, version.Minor))),
            ($"{version.Major}", later.Exists(v => v.Major == version.Major)),
            ("latest", later.Count > 0),
        ];
        return version.IsPrerelease ? [] : aliases.Where(a => !a.IsPast).Select(a => a.Alias);
    }

    private static string MediaTypeOf(string name) => name == BundleNames.Signature ? "application/vnd.dev.sigstore.bundle.v0.3+json" : "application/vnd.in-toto.bundle";
}
