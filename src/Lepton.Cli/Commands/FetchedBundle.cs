using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.GitOps;
using Lepton.GitOps.Release.Publishing;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;
using NuGet.Versioning;

namespace Lepton.Cli.Commands;

/// <summary>A bundle that was fetched from a registry into a folder of its own, which goes when this is disposed.</summary>
internal sealed class FetchedBundle : IDisposable
{
    private const string Scheme = "oci://";

    private FetchedBundle(string folder, string model, string? version) => (Folder, Model, Version) = (folder, model, version);

    public string Folder { get; }

    /// <summary>The model that the address asks for.</summary>
    public string Model { get; }

    /// <summary>The version that the address asks for; null where it names a digest, or a tag that moves.</summary>
    public string? Version { get; }

    /// <summary>The bundle of an address such as <c>oci://host/repository:1.4.0</c> or <c>…@sha256:…</c>; null where the text is no address.</summary>
    /// <exception cref="DiagnosticException">It cannot be had.</exception>
    public static async Task<FetchedBundle?> OfAsync(string address, Action<string> say, CancellationToken cancellation)
    {
        if (!address.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        // A colon before the last slash belongs to the port.
        var at = address.IndexOf('@', StringComparison.Ordinal) is >= 0 and var digest ? digest : address.LastIndexOf(':') is var colon && colon > address.LastIndexOf('/') ? colon : -1;
        var reference = at < 0 ? string.Empty : address[(at + 1)..];
        if (at < 0 || !OciReference.TryParse(address[..at], out var repository) || (address[at] == '@' && (!reference.StartsWith("sha256:", StringComparison.Ordinal) || !Digest.TryParse(reference, out _))))
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoBundle(address, "an address is oci://host/repository:version, or …@sha256:…"));
        }

        var bundle = new FetchedBundle(Directory.CreateTempSubdirectory("lepton-verify-").FullName, repository.Repository.Split('/')[^1], address[at] == ':' && SemanticVersion.TryParse(reference, out _) ? reference : null);
        try
        {
            using var releases = new OciReleases(repository, DockerCredentials.Default, OciLimits.Default, say);
            await releases.FetchAsync(reference, bundle.Folder, cancellation);
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
