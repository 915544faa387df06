using System.Text.Json;
using Lepton.Runtime.Native;
using Lepton.Testing;
using Lepton.Training.Torch;
using Lepton.Training.Torch.Network;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Tests.Torch;

/// <summary>Several that train one network together, each on its share of every step's rows.</summary>
[Collection("torch")]
public sealed class ProcessGroupTests : IDisposable
{
    private readonly TempFolder folder = new();

    // 90 rows in batches of 17: each epoch ends with five rows, and in batches of 89 with one, which the first of two has no share of. Where a
    // gradient is nothing but rounding (that of the bias of keys, say) AdamW makes whole steps of it: such networks are held together by SGD.
    [TorchTheory]
    [InlineData("mlp", "width: 8, batch-size: 17, epochs: 17, optimizer: sgd", 2)]
    [InlineData("mlp", "width: 8, batch-size: 17, epochs: 17", 2)]
    [InlineData("mlp", "width: 8, batch-size: 89, epochs: 50", 2)]
    [InlineData("mlp", "width: 8, batch-size: 17, epochs: 17, adversarial: 0.1, clip-norm: 0.1", 3)]
    [InlineData("lstm", "width: 4, embedding: 4, batch-size: 17, epochs: 17, drop-words: 0.2", 2)]
    [InlineData("transformer", "width: 8, heads: 2, feed-forward: 8, batch-size: 17, epochs: 17, label-smoothing: 0.1, optimizer: sgd", 2)]
    [InlineData("lstm-crf", "width: 4, embedding: 4, batch-size: 17, epochs: 17, optimizer: sgd", 2)]
    [InlineData("seq2seq", "width: 8, heads: 2, feed-forward: 8, batch-size: 17, epochs: 17, label-smoothing: 0.1, optimizer: sgd", 2)]
    [InlineData("language", "width: 8, heads: 2, feed-forward: 8, batch-size: 17, epochs: 17, optimizer: sgd", 2)]
    public void After_a_hundred_steps_the_weights_are_those_of_one_that_trained_alone(string family, string hyperparameters, int processes)
    {
        var shape = family == "language" ? SmallTraining.Shape("transformer", hyperparameters) with { IsLanguage = true, Outputs = 10 } : SmallTraining.Shape(family, hyperparameters);
        // All epochs: of two that are as good, rounding might keep the other one.
        var alone = Train(SmallTraining.Prepare(folder, "alone", shape) with { Validation = false });
        var together = Train(SmallTraining.Prepare(folder, "together", shape) with { Validation = false, Processes = processes });
        Assert.Equal(alone.Keys, together.Keys);
        foreach (var (name, tensor) in alone)
        {
            var greatest = tensor.Values.Zip(together[name].Values, (a, b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(a))).Max();
            Assert.True(greatest <= 1e-5, $"{name} differs by {greatest}");
        }
    }

    [TorchFact]
    public void Mixed_rows_keep_their_partners_when_they_are_shared()
    {
        var rows = new BatchRows(1, isFixed: true);
        rows.Reset(4, 0);
        for (var i = 0; i < 4; i++)
        {
            (rows.Values[i], rows.Targets[i], rows.Weights[i]) = (i, 10 + i, 20 + i);
        }

        rows.Partners = [3, 2, 1, 0];
        rows.Keep(2, 2);
        Assert.Equal([2f, 3f], rows.Values[..2]);
        Assert.Equal([12.0, 13.0], rows.Targets[..2]);
        Assert.Equal([11.0, 10.0], rows.Partners.Select(p => rows.Targets[p]));
        Assert.Equal([21.0, 20.0], rows.Partners.Select(p => rows.Weights[p]));
    }

    public void Dispose() => folder.Dispose();

    private static IReadOnlyDictionary<string, (long[] Shape, float[] Values)> Train(TorchRequest request)
    {
        var library = TorchLibrary.TryLoad(NativeLibraryFolders.Default)!;
        var all = Enumerable.Range(0, request.Processes).Select(rank => Task.Factory.StartNew(
            () =>
            {
                var last = string.Empty;
                Assert.True(TorchWorker.Serve(library, JsonSerializer.Serialize(request with { Rank = rank }, TorchJson.Default.TorchRequest), line => last = line, CancellationToken.None), last);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        Task.WaitAll(all);
        return SafeTensors.Read(request.File("network.safetensors"));
    }
}
