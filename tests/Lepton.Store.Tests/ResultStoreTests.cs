using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Testing;

namespace Lepton.Store.Tests;

public sealed class ResultStoreTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static StepResult Sample => new("train", Digest.Of("key"u8), new JsonObject { ["a"] = 1 }, [], [new StepOutput("model", Digest.Of("c"u8), Digest.Of("b"u8), 7)], new JsonObject { ["f"] = 0.5 }, 1.25);

    [Fact]
    public void A_result_is_read_as_it_was_written()
    {
        var results = new ResultStore(folder.Path);
        results.Put(Sample);
        Assert.Equal(Sample.ToJson().ToJsonString(), results.Find(Sample.Key)!.ToJson().ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"schema":"lepton/result/v2"}""")]
    [InlineData("""{"schema":"lepton/result/v1","key":"x"}""")]
    public void A_damaged_result_is_no_result(string content)
    {
        folder.Write(Path.Combine("results", Sample.Key.Hex + ".json"), content);
        Assert.Null(new ResultStore(folder.Path).Find(Sample.Key));
    }

    [Fact]
    public void A_result_under_another_key_is_not_believed()
    {
        folder.Write(Path.Combine("results", Digest.Of("other"u8).Hex + ".json"), Sample.ToJson().ToJsonString());
        Assert.Null(new ResultStore(folder.Path).Find(Digest.Of("other"u8)));
    }

    public void Dispose() => folder.Dispose();
}
