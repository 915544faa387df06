namespace Lepton.Store.Oci.Credentials;

/// <summary>Where credentials come from.</summary>
public interface ICredentialSource
{
    /// <summary>The credential for a registry, or null to ask as nobody.</summary>
    /// <param name="registry">Host and port.</param>
    Task<RegistryCredential?> FindAsync(string registry, CancellationToken cancellation);
}
