using System.Security.Cryptography;
using Lepton.Core.Digests;
using Lepton.Testing;

namespace Lepton.Core.Tests;

public class DigestTests
{
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void The_digest_of_nothing_is_the_known_one() => Assert.Equal("sha256:" + Empty, Digest.Of([]).ToString());

    [Theory]
    [InlineData(Empty)]
    [InlineData("sha256:" + Empty)]
    public void Digests_are_read_with_and_without_their_prefix(string text) => Assert.Equal(Digest.Of([]), Digest.Parse(text.ToUpperInvariant().Replace("SHA256", "sha256", StringComparison.Ordinal)));

    [Theory]
    [InlineData("")]
    [InlineData("sha256:12")]
    [InlineData("md5:" + Empty)]
    [InlineData("g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void Other_texts_are_no_digests(string text) => Assert.False(Digest.TryParse(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1 << 18) - 1)]
    [InlineData((1 << 18) + 1)]
    [InlineData(1_000_000)]
    public void A_file_has_the_digest_of_its_bytes(int size)
    {
        using var folder = new TempFolder();
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        File.WriteAllBytes(folder.File("f"), bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), FileHasher.Hash(folder.File("f")).Hex);
    }
}
