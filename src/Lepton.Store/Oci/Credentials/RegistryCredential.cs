namespace Lepton.Store.Oci.Credentials;

/// <summary>Who a registry is asked as.</summary>
/// <param name="User">The user's name; empty for an identity token.</param>
/// <param name="Secret">Password, or an identity token (an OAuth2 refresh token).</param>
public sealed record RegistryCredential(string User, string Secret)
{
    public bool IsIdentityToken => User.Length == 0;

    /// <summary>Never the secret.</summary>
    public override string ToString() => IsIdentityToken ? "an identity token" : $"user {User}";
}
