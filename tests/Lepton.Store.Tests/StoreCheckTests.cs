using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Core.Json;
using Lepton.Testing;

namespace Lepton.Store.Tests;

public sealed class StoreCheckTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void Each_flipped_blob_is_named_and_removed_and_no_other()
    {
        var store = new LocalStore(folder.Path);
        var blobs = Enumerable.Range(0, 500).Select(i => store.Blobs.Put(BitConverter.GetBytes(i)).Digest).ToList();
        var random = new Random(3);
        var flipped = blobs.OrderBy(_ => random.Next()).Take(5).ToList();
        flipped.ForEach(Flip);

        var told = new StoreCheck(store, repair: false).Run((_, _) => { }, CancellationToken.None);
        Assert.Equal(flipped.Select(f => f.ToString()).Order(), told.Select(d => d.Message.Split(' ')[1]).Order());
        Assert.All(told, d => Assert.True(d is { Code: "LPT6005", IsError: true }));
        Assert.All(blobs, b => Assert.True(store.Blobs.Contains(b)));

        Assert.Equal(5, new StoreCheck(store, repair: true).Run((_, _) => { }, CancellationToken.None).Count);
        Assert.Equal(blobs.Except(flipped), blobs.Where(store.Blobs.Contains));
        Assert.Empty(new StoreCheck(store, repair: true).Run((_, _) => { }, CancellationToken.None));
    }

    [Fact]
    public void A_result_that_is_not_of_its_key_is_removed()
    {
        var store = new LocalStore(folder.Path);
        var inputs = new JsonObject { ["x"] = 1 };
        var key = CanonicalJson.DigestOf(new JsonObject { ["environment"] = new JsonObject(), ["inputs"] = inputs.DeepClone() });
        store.Results.Put(new StepResult("data", key, inputs, [], [], [], 1));
        Assert.Empty(new StoreCheck(store, repair: true).Run((_, _) => { }, CancellationToken.None));
        var path = folder.File($"results/{key.Hex}.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"x\":1", "\"x\":2", StringComparison.Ordinal));
        Assert.Equal("LPT6006", Assert.Single(new StoreCheck(store, repair: true).Run((_, _) => { }, CancellationToken.None)).Code);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_file_that_is_no_blob_is_removed()
    {
        var path = folder.Write("store/sha256/ab/notes.txt", "hello");
        Assert.Equal("LPT6007", Assert.Single(new StoreCheck(new LocalStore(folder.Path), repair: true).Run((_, _) => { }, CancellationToken.None)).Code);
        Assert.False(File.Exists(path));
    }

    public void Dispose() => folder.Dispose();

    private void Flip(Digest digest)
    {
        var path = new BlobStore(folder.Path).PathOf(digest);
        File.SetAttributes(path, FileAttributes.Normal);
        var bytes = File.ReadAllBytes(path);
        bytes[0] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
