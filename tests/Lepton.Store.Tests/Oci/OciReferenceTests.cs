using Lepton.Store.Oci;

namespace Lepton.Store.Tests.Oci;

public class OciReferenceTests
{
    [Theory]
    [InlineData("oci://ghcr.io/acme/cache", "https://ghcr.io/", "acme/cache")]
    [InlineData("oci://registry.example.com:5000/a/b/c", "https://registry.example.com:5000/", "a/b/c")]
    [InlineData("oci://localhost:5000/a", "http://localhost:5000/", "a")]
    [InlineData("oci://127.0.0.1:5000/a", "http://127.0.0.1:5000/", "a")]
    [InlineData("oci://[::1]:5000/a", "http://[::1]:5000/", "a")]
    public void A_reference_tells_registry_and_repository(string text, string registry, string repository)
    {
        Assert.True(OciReference.TryParse(text, out var found));
        Assert.Equal((new Uri(registry), repository), (found.Registry, found.Repository));
        Assert.Equal(text, found.ToString());
    }

    [Theory]
    [InlineData("https://ghcr.io/acme/cache")]
    [InlineData("oci://ghcr.io")]
    [InlineData("oci://ghcr.io/")]
    [InlineData("oci://ghcr.io/Acme")]
    [InlineData("oci://ghcr.io/a/../b%2f")]
    [InlineData("oci://user:secret@ghcr.io/a")]
    [InlineData("oci://ghcr.io/a?b")]
    [InlineData("oci://ghcr.io/a#b")]
    [InlineData("ghcr.io/a")]
    [InlineData("")]
    public void What_is_no_reference_is_refused(string text) => Assert.False(OciReference.TryParse(text, out _));
}
