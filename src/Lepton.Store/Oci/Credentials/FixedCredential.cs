namespace Lepton.Store.Oci.Credentials;

/// <summary>One credential for every registry, such as one named by <c>env:</c> in a spec.</summary>
public sealed class FixedCredential(RegistryCredential? credential) : ICredentialSource
{
    public Task<RegistryCredential?> FindAsync(string registry, CancellationToken cancellation) => Task.FromResult(credential);
}
