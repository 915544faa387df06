using Lepton.Core.Digests;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;
using Lepton.Testing.Registry;

namespace Lepton.Store.Tests.Oci;

public class AuthorizationTests
{
    [Fact]
    public async Task Basic_credentials_open_a_registry_that_asks_for_them()
    {
        using var server = RegistryServer.WithPassword("s3cret");
        Assert.Equal(OciFailure.Denied, await Try(server, null));
        Assert.Equal(OciFailure.Denied, await Try(server, new RegistryCredential("user", "wrong")));
        Assert.Null(await Try(server, new RegistryCredential("user", "s3cret")));
    }

    [Theory]
    [InlineData("user", "s3cret")]
    [InlineData("", "identity")]
    public async Task A_token_is_fetched_once_for_each_scope(string user, string secret)
    {
        await using var service = await TokenService.StartAsync();
        service.Users[(user, secret)] = _ => true;
        using var server = RegistryServer.WithTokens(service);
        Assert.Null(await Try(server, new RegistryCredential(user, secret)));
        Assert.Equal(["repository:a/b:pull", "repository:a/b:pull,push"], service.Asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_may_only_pull_cannot_push()
    {
        await using var service = await TokenService.StartAsync();
        service.Users[("user", "s3cret")] = repository => repository == "other";
        using var server = RegistryServer.WithTokens(service);
        Assert.Equal(OciFailure.Denied, await Try(server, new RegistryCredential("user", "s3cret")));
        Assert.Equal(OciFailure.Denied, await Try(server, new RegistryCredential("user", "wrong")));
        Assert.Empty(server.Repositories);
    }

    [Theory]
    [InlineData("realm=\"https://a/b?c=d\",service=\"x y\",scope=\"repository:a:pull,push\"", "https://a/b?c=d", "x y")]
    [InlineData("Realm = \"q\\\"uote\" , service=token", "q\"uote", "token")]
    [InlineData("", null, null)]
    public void Challenges_are_read(string text, string? realm, string? service)
    {
        var found = ChallengeParameters.Parse(text);
        Assert.Equal((realm, service), (found.GetValueOrDefault("realm"), found.GetValueOrDefault("service")));
    }

    // How uploading, and then reading, fails; null where both work.
    private static async Task<OciFailure?> Try(RegistryServer server, RegistryCredential? credential)
    {
        using var client = new RegistryClient(new FixedCredential(credential), Patience.Short, TimeProvider.System);
        Assert.True(OciReference.TryParse($"oci://{server.Address}/a/b", out var at));
        try
        {
            var content = "hello"u8.ToArray();
            await client.UploadAsync(at, content, default);
            Assert.Equal(content, await client.ReadBlobAsync(at, Digest.Of(content), 5, default));
            return null;
        }
        catch (OciException e)
        {
            Assert.DoesNotContain("s3cret", e.ToString(), StringComparison.Ordinal);
            return e.Failure;
        }
    }
}
