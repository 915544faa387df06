using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Core.Json;
using Lepton.Testing;

namespace Lepton.Store.Tests;

public sealed class StoreCollectionTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void What_is_named_stays_and_the_rest_goes()
    {
        var store = new LocalStore(folder.Path);
        var kept = Result(store, "kept");
        var gone = Result(store, "gone");
        var pinned = store.Blobs.Put("pinned"u8);
        var collection = new StoreCollection(new LocalStore(folder.Path), new HashSet<Digest> { CanonicalJson.DigestOf(kept.Inputs), pinned.Digest });
        collection.Find(default);
        Assert.Equal((1, 1, 4L, 1, 2), (collection.Results, collection.Blobs, collection.Bytes, collection.KeptResults, collection.KeptBlobs));
        collection.Remove(default);
        var after = new LocalStore(folder.Path);
        Assert.NotNull(after.Find(kept.Key));
        Assert.Null(after.Find(gone.Key));
        Assert.False(after.Blobs.Contains(gone.Outputs[0].Blob));
        Assert.True(after.Blobs.Contains(pinned.Digest));
    }

    [Fact]
    public void A_result_that_cannot_be_read_goes()
    {
        folder.Write($"results/{Digest.Of("x"u8).Hex}.json", "not json");
        var collection = new StoreCollection(new LocalStore(folder.Path), new HashSet<Digest>());
        collection.Find(default);
        collection.Remove(default);
        Assert.Empty(Directory.GetFiles(folder.File("results")));
    }

    [Fact]
    public async Task Collecting_waits_for_builds_and_builds_for_collecting()
    {
        var build = await StoreUse.ShareAsync(folder.Path, () => Assert.Fail("nobody collects"), default);
        using var other = await StoreUse.ShareAsync(folder.Path, () => Assert.Fail("nobody collects"), default);
        var waited = false;
        var alone = StoreUse.AloneAsync(folder.Path, () => waited = true, default);
        build.Dispose();
        await Task.Delay(150);
        Assert.False(alone.IsCompleted);
        other.Dispose();
        using var collection = await alone;
        Assert.True(waited);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StoreUse.ShareAsync(folder.Path, () => { }, stop.Token));
    }

    public void Dispose() => folder.Dispose();

    private static StepResult Result(LocalStore store, string name)
    {
        var inputs = new JsonObject { ["name"] = name };
        var blob = store.Blobs.Put(System.Text.Encoding.UTF8.GetBytes(name));
        var key = CanonicalJson.DigestOf(new JsonObject { ["environment"] = new JsonObject(), ["inputs"] = inputs.DeepClone() });
        var result = new StepResult("fake", key, inputs, [], [new StepOutput("out", blob.Digest, blob.Digest, blob.Size)], [], 0.1);
        store.Results.Put(result);
        return result;
    }
}
