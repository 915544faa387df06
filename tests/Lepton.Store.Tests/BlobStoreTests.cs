using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Testing;

namespace Lepton.Store.Tests;

public sealed class BlobStoreTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void What_is_put_can_be_read()
    {
        var blobs = new BlobStore(folder.Path);
        var info = blobs.Put("hello"u8);
        Assert.Equal("hello"u8.ToArray(), File.ReadAllBytes(blobs.Require(info.Digest)));
        Assert.Equal(Digest.Of("hello"u8), info.Digest);
    }

    [Fact]
    public void Blobs_are_read_only()
    {
        var blobs = new BlobStore(folder.Path);
        Assert.True(File.GetAttributes(blobs.PathOf(blobs.Put("x"u8).Digest)).HasFlag(FileAttributes.ReadOnly));
    }

    [Fact]
    public void A_damaged_blob_is_never_used()
    {
        var blobs = new BlobStore(folder.Path);
        var digest = blobs.Put("hello"u8).Digest;
        File.SetAttributes(blobs.PathOf(digest), FileAttributes.Normal);
        File.WriteAllText(blobs.PathOf(digest), "jello");
        Assert.Equal("LPT6002", Assert.Throws<DiagnosticException>(() => new BlobStore(folder.Path).Require(digest)).Diagnostics[0].Code);
    }

    [Fact]
    public void A_missing_blob_says_what_to_do() =>
        Assert.Equal("LPT6003", Assert.Throws<DiagnosticException>(() => new BlobStore(folder.Path).Require(Digest.Of("no"u8))).Diagnostics[0].Code);

    [Fact]
    public void Adopting_the_same_content_twice_keeps_one_blob()
    {
        var blobs = new BlobStore(folder.Path);
        var one = blobs.Adopt(folder.Write("a", "same"));
        var two = blobs.Adopt(folder.Write("b", "same"));
        Assert.Equal(one, two);
        Assert.False(File.Exists(folder.File("b")));
    }

    [Fact]
    public void A_store_under_a_file_is_a_diagnostic()
    {
        folder.Write("file", "in the way");
        Assert.Equal("LPT6001", Assert.Throws<DiagnosticException>(() => new BlobStore(folder.File("file")).Put("x"u8)).Diagnostics[0].Code);
    }

    public void Dispose() => folder.Dispose();
}
