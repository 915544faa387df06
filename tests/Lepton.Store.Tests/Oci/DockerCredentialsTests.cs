using System.Text;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;
using Lepton.Testing;

namespace Lepton.Store.Tests.Oci;

public sealed class DockerCredentialsTests : IDisposable
{
    // Programs on the path: credential helpers are found there alone.
    private static readonly string Programs = Directory.CreateTempSubdirectory("lepton-test-bin-").FullName;

    private readonly TempFolder folder = new();

    static DockerCredentialsTests() => Environment.SetEnvironmentVariable("PATH", $"{Environment.GetEnvironmentVariable("PATH")}:{Programs}");

    [Fact]
    public async Task Without_a_file_there_is_no_credential() => Assert.Null(await Find("ghcr.io"));

    [Theory]
    [InlineData("ghcr.io")]
    [InlineData("https://ghcr.io")]
    public async Task Docker_logins_are_found(string key)
    {
        Write($$"""{ "auths": { "{{key}}": { "auth": "{{Base64("me:pass:word")}}" } } }""");
        Assert.Equal(new RegistryCredential("me", "pass:word"), await Find("ghcr.io"));
        Assert.Null(await Find("other.io"));
    }

    [Fact]
    public async Task An_identity_token_has_no_user()
    {
        Write("""{ "auths": { "ghcr.io": { "auth": "", "identitytoken": "t" } } }""");
        Assert.True((await Find("ghcr.io"))!.IsIdentityToken);
    }

    [Theory]
    [InlineData("{ \"credsStore\": \"HELPER\" }")]
    [InlineData("{ \"credHelpers\": { \"ghcr.io\": \"HELPER\" } }")]
    public async Task A_helper_is_asked(string config)
    {
        var helper = Helper("read host; [ \"$host\" = ghcr.io ] || exit 1; echo '{\"ServerURL\":\"ghcr.io\",\"Username\":\"me\",\"Secret\":\"s3\"}'");
        Write(config.Replace("HELPER", helper, StringComparison.Ordinal));
        Assert.Equal(new RegistryCredential("me", "s3"), await Find("ghcr.io"));
        Assert.Null(await Find("other.io"));
    }

    [Fact]
    public async Task A_helpers_token_is_an_identity_token()
    {
        Write($$"""{ "credsStore": "{{Helper("echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'")}}" }""");
        Assert.Equal(new RegistryCredential(string.Empty, "t"), await Find("ghcr.io"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{ "auths": { "ghcr.io": { "auth": "!" } } }""")]
    [InlineData("""{ "credsStore": "../../bin/sh" }""")]
    [InlineData("""{ "credsStore": "that-is-nowhere" }""")]
    public async Task What_cannot_be_used_is_said_without_the_secret(string config)
    {
        Write(config);
        Assert.Equal(OciFailure.Denied, (await Assert.ThrowsAsync<OciException>(() => Find("ghcr.io"))).Failure);
    }

    [Fact]
    public void A_credential_does_not_print_its_secret() => Assert.DoesNotContain("s3cret", new RegistryCredential("me", "s3cret").ToString(), StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private Task<RegistryCredential?> Find(string registry) => new DockerCredentials(folder.Path).FindAsync(registry, default);

    private void Write(string config) => folder.Write("config.json", config);

    private static string Helper(string script)
    {
        var name = $"lepton-test-{Guid.NewGuid():N}";
        var path = Path.Combine(Programs, "docker-credential-" + name);
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return name;
    }
}
