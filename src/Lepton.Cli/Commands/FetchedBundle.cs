using Lepton.Core.Diagnostics;
using Lepton.GitOps;
using Lepton.GitOps.Release.Publishing;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;

namespace Lepton.Cli.Commands;

/// <summary>A bundle that was fetched from a registry into a folder of its own, which goes when this is disposed.</summary>
internal sealed class FetchedBundle : IDisposable
{
    private const string Scheme = "oci://";

    private FetchedBundle(string folder) => Folder = folder;

    public string Folder { get; }

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
        if (at < 0 || !OciReference.TryParse(address[..at], out var repository))
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoBundle(address, "an address is oci://host/repository:version, or …@sha256:…"));
        }

        var bundle = new FetchedBundle(Directory.CreateTempSubdirectory("lepton-verify-").FullName);
        try
        {
            using var releases = new OciReleases(repository, DockerCredentials.Default, OciLimits.Default, say);
            await releases.FetchAsync(address[(at + 1)..], bundle.Folder, cancellation);
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
