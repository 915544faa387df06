using System.Security.Cryptography;
using Lepton.Core.Diagnostics;
using Lepton.Testing;

namespace Lepton.Data.Tests;

public sealed class UrlCacheTests : IAsyncLifetime
{
    private static readonly byte[] Content = "id,x\n1,1\n2,2\n"u8.ToArray();

    private readonly Scene scene = new();
    private FileServer server = null!;

    public async Task InitializeAsync()
    {
        server = await FileServer.StartAsync();
        server.Content = Content;
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        scene.Dispose();
    }

    [Fact]
    public void A_file_is_fetched_once_and_pinned()
    {
        var body = Spec(Convert.ToHexStringLower(SHA256.HashData(Content)));
        Assert.Equal(scene.Build(body).Digest, scene.Build(body).Digest);
        Assert.Single(server.Asked);
    }

    [Fact]
    public void Other_bytes_than_the_pinned_ones_are_refused() =>
        Assert.Equal("LPT2002", Assert.Throws<DiagnosticException>(() => scene.Build(Spec(new string('0', 64)))).Diagnostics[0].Code);

    private string Spec(string digest) => $$"""
        files: [{ url: "{{server.Url}}/a.csv", sha256: {{digest}} }]
        columns:
          id: { type: integer, role: id }
          x: { type: number }
        split: { by: expression, test: id = 1 }
        """;
}
