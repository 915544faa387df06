using System.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;
using Lepton.Testing;
using Lepton.Testing.Registry;

namespace Lepton.Store.Tests.Oci;

/// <summary>The client against Debian's docker-registry, with a proxy between them that spoils things.</summary>
public sealed class RegistryClientTests(RegistryServer server) : IClassFixture<RegistryServer>, IAsyncLifetime, IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RegistryClient client = new(new FixedCredential(null), Patience.Short, TimeProvider.System);
    private FaultyProxy proxy = null!;
    private OciReference at = null!;

    public async Task InitializeAsync()
    {
        proxy = await FaultyProxy.StartAsync(server.Address);
        Assert.True(OciReference.TryParse($"oci://{proxy.Address}/tests/{Guid.NewGuid():N}", out var reference));
        at = reference;
    }

    public async Task DisposeAsync() => await proxy.DisposeAsync();

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(100_001)]
    [InlineData(1_234_567)]
    public async Task What_is_uploaded_can_be_downloaded(int size)
    {
        var (path, digest, content) = Blob(size);
        await Upload(path, digest, size);
        Assert.True(await client.HasBlobAsync(at, digest, default));
        Assert.Equal(content, await Download(digest, size));
    }

    [Fact]
    public async Task A_blob_that_is_there_is_not_sent_again()
    {
        var (path, digest, _) = Blob(1000);
        await Upload(path, digest, 1000);
        var before = proxy.Requests.Count;
        await Upload(path, digest, 1000);
        Assert.Equal([$"HEAD /v2/{at.Repository}/blobs/{digest}"], proxy.Requests.Skip(before));
    }

    [Fact]
    public async Task A_large_upload_goes_on_after_a_broken_connection()
    {
        var (path, digest, content) = Blob(450_000);
        proxy.Choose = (method, _, n) => method == "PATCH" && n is >= 1 and <= 4 ? Fault.Reset : Fault.None;
        await Upload(path, digest, content.Length);
        Assert.Equal(content, await Download(digest, content.Length));

        // One session all the way, asked for its state after each break.
        Assert.Single(proxy.Requests, r => r.StartsWith("POST", StringComparison.Ordinal));
        Assert.Equal(4, proxy.Requests.Count(r => r.StartsWith("GET", StringComparison.Ordinal) && r.EndsWith("/uploads/", StringComparison.Ordinal)));
        Assert.Contains("0-99999", proxy.Ranges);
        Assert.Contains("100000-199999", proxy.Ranges);
    }

    [Fact]
    public async Task An_upload_that_breaks_within_a_chunk_arrives_whole()
    {
        var (path, digest, content) = Blob(460_000);
        proxy.Choose = (method, _, n) => method == "PATCH" && n is 2 or 4 ? Fault.CutRequest : Fault.None;
        long moved = 0;
        await client.UploadAsync(at, digest, path, content.Length, n => moved += n, default);
        Assert.Equal(content.Length, moved);
        Assert.Equal(content, await Download(digest, content.Length));
    }

    [Fact]
    public async Task A_download_that_breaks_more_often_than_it_is_tried_arrives_as_long_as_it_gets_on()
    {
        var (path, digest, content) = Blob(15_000_000);
        await Upload(path, digest, content.Length);
        proxy.Choose = (method, _, n) => method == "GET" && n < 5 ? Fault.Truncated : Fault.None;
        using var hasty = new RegistryClient(new FixedCredential(null), Patience.Short with { Attempts = 2 }, TimeProvider.System);
        using var file = File.OpenHandle(folder.File("slow"), FileMode.Create, FileAccess.ReadWrite);
        Assert.Equal(content.Length, await hasty.DownloadAsync(at, digest, content.Length, file, folder.Path, _ => { }, default));
        Assert.Equal(digest, Digest.Of(File.ReadAllBytes(folder.File("slow"))));
    }

    [Fact]
    public async Task A_registry_that_takes_no_chunks_gets_the_blob_in_one_piece()
    {
        var (path, digest, content) = Blob(450_000);
        proxy.Choose = (method, _, _) => method == "PATCH" ? Fault.NotAllowed : Fault.None;
        await Upload(path, digest, content.Length);
        Assert.Equal(content, await Download(digest, content.Length));
    }

    [Fact]
    public async Task A_download_goes_on_where_the_connection_broke()
    {
        var (path, digest, content) = Blob(4_000_000);
        await Upload(path, digest, content.Length);
        proxy.Choose = (method, _, n) => method == "GET" && n < 2 ? Fault.Truncated : Fault.None;
        long moved = 0;
        Assert.Equal(content, await Download(digest, content.Length, n => moved += n));
        Assert.Equal(content.Length, moved);
        Assert.Equal("bytes=1966080-", proxy.Ranges.First(r => r.StartsWith("bytes=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Fault.ServerError)]
    [InlineData(Fault.Reset)]
    [InlineData(Fault.Truncated)]
    [InlineData(Fault.Flipped)]
    public async Task A_passing_fault_is_passed_over(Fault fault)
    {
        var (path, digest, content) = Blob(5000);
        await Upload(path, digest, content.Length);
        proxy.Choose = (_, _, n) => n == 0 ? fault : Fault.None;
        Assert.Equal(content, await Download(digest, content.Length));
    }

    [Fact]
    public async Task Retry_after_is_waited_for()
    {
        var (path, digest, content) = Blob(5000);
        await Upload(path, digest, content.Length);
        proxy.Choose = (method, _, n) => method == "GET" && n == 0 ? Fault.TooMany : Fault.None;
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(content, await Download(digest, content.Length));
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(0.9));
    }

    [Theory]
    [InlineData(Fault.ServerError, OciFailure.Unavailable)]
    [InlineData(Fault.Reset, OciFailure.Unavailable)]
    [InlineData(Fault.Truncated, OciFailure.Unavailable)]
    [InlineData(Fault.Stalled, OciFailure.Unavailable)]
    [InlineData(Fault.Flipped, OciFailure.Corrupt)]
    [InlineData(Fault.Endless, OciFailure.Corrupt)]
    [InlineData(Fault.Hang, OciFailure.Unavailable)]
    [InlineData(Fault.Full, OciFailure.Refused)]
    [InlineData(Fault.Forbidden, OciFailure.Denied)]
    public async Task A_lasting_fault_has_a_name(Fault fault, OciFailure expected)
    {
        var (path, digest, content) = Blob(5000);
        await Upload(path, digest, content.Length);
        proxy.Choose = (_, _, _) => fault;
        using var hasty = new RegistryClient(new FixedCredential(null), Patience.Short with { Answer = TimeSpan.FromSeconds(2), Stall = TimeSpan.FromSeconds(2), Attempts = 2 }, TimeProvider.System);
        using var file = File.OpenHandle(folder.File("spoilt"), FileMode.Create, FileAccess.ReadWrite);
        var e = await Assert.ThrowsAsync<OciException>(() => hasty.DownloadAsync(at, digest, content.Length, file, folder.Path, _ => { }, default));
        Assert.Equal(expected, e.Failure);
    }

    [Fact]
    public async Task What_is_not_there_is_missing()
    {
        Assert.False(await client.HasBlobAsync(at, Digest.Of("no"u8), default));
        Assert.Null(await client.FindManifestAsync(at, "no", default));
        using var file = File.OpenHandle(folder.File("none"), FileMode.Create, FileAccess.ReadWrite);
        var e = await Assert.ThrowsAsync<OciException>(() => client.DownloadAsync(at, Digest.Of("no"u8), 2, file, folder.Path, _ => { }, default));
        Assert.Equal(OciFailure.Missing, e.Failure);
    }

    [Fact]
    public async Task A_manifest_comes_back_as_it_was()
    {
        var config = "{\"a\":1}"u8.ToArray();
        await client.UploadAsync(at, config, default);
        var manifest = new OciManifest("application/vnd.test", OciDescriptor.Of("application/json", config), [], new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        await client.PutManifestAsync(at, "tag", manifest, default);
        var found = await client.FindManifestAsync(at, "tag", default);
        Assert.Equal(manifest.ToBytes(), found!.ToBytes());
        Assert.Equal(manifest.ToBytes(), (await client.FindManifestAsync(at, Digest.Of(manifest.ToBytes()).ToString(), default))!.ToBytes());
        Assert.True(await client.HasManifestAsync(at, "tag", default));
    }

    [Fact]
    public async Task A_closed_port_is_told_soon()
    {
        Assert.True(OciReference.TryParse("oci://127.0.0.1:9/x", out var nowhere));
        var e = await Assert.ThrowsAsync<OciException>(() => client.HasBlobAsync(nowhere, Digest.Of("x"u8), default));
        Assert.Equal(OciFailure.Unavailable, e.Failure);
        Assert.Contains("127.0.0.1:9", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_a_request_that_hangs()
    {
        proxy.Choose = (_, _, _) => Fault.Hang;
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.HasBlobAsync(at, Digest.Of("x"u8), source.Token));
    }

    private (string Path, Digest Digest, byte[] Content) Blob(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        var path = folder.File($"blob{size}");
        File.WriteAllBytes(path, content);
        return (path, Digest.Of(content), content);
    }

    private Task Upload(string path, Digest digest, long size) => client.UploadAsync(at, digest, path, size, _ => { }, default);

    private async Task<byte[]> Download(Digest digest, long size, Action<long>? moved = null)
    {
        var path = folder.File("downloaded");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite))
        {
            Assert.Equal(size, await client.DownloadAsync(at, digest, size, file, folder.Path, moved ?? (_ => { }), default));
        }

        return await File.ReadAllBytesAsync(path);
    }
}
