using System.Text.Json;
using Lepton.Runtime.Native;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Testing;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch;
using Lepton.Training.Torch.Network;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Tests.Torch;

[Collection("torch")]
public sealed class CheckpointTests : IDisposable
{
    private readonly TempFolder folder = new();

    [TorchFact]
    public void A_training_that_is_killed_at_any_epoch_ends_with_the_bytes_of_one_that_never_was()
    {
        var whole = Train("whole", null);
        foreach (var epoch in new[] { 1, 4, 7 })
        {
            Assert.Throws<OperationCanceledException>(() => Train($"killed{epoch}", epoch));
            var resumed = new List<string>();
            Assert.Equal(whole, Train($"killed{epoch}", null, resumed));
            Assert.Contains($"going on after epoch {epoch}", resumed[0], StringComparison.Ordinal);
        }
    }

    [TorchFact]
    public void A_damaged_checkpoint_begins_anew()
    {
        var whole = Train("whole", null);
        Directory.CreateDirectory(folder.File("bad"));
        File.WriteAllText(folder.File("bad/checkpoint"), "half a file");
        Assert.Equal(whole, Train("bad", null));
    }

    [TorchFact]
    public void A_checkpoint_of_another_network_begins_anew()
    {
        Assert.Throws<OperationCanceledException>(() => Train("other", 3, width: 9));
        Assert.Equal(Train("whole", null), Train("other", null));
    }

    public void Dispose() => folder.Dispose();

    private static NetworkShape Shape(int width)
    {
        var set = TrainerTables.Of(TrainerKind.Torch, TorchFamily.Mlp).Complete([]).ToJson();
        (set["layers"], set["width"], set["dropout"], set["epochs"], set["batch-size"]) = (1, width, 0.3, 10, 16);
        (set["learning-rate"], set["schedule"], set["warm-up"], set["clip-norm"]) = (0.01, "cosine", 0.1, 1);
        return new NetworkShape(TorchFamily.Mlp, new FeatureLayout(4, [], 0, 0, 0), 1, set);
    }

    // Trains in a folder of its own, and cancels after an epoch.
    private byte[] Train(string name, int? until, List<string>? lines = null, int width = 8)
    {
        var random = new Random(3);
        float[] features = [.. Enumerable.Range(0, 90 * 4).Select(_ => (float)random.NextDouble())];
        double[] targets = [.. Enumerable.Range(0, 90).Select(i => features[i * 4] > features[(i * 4) + 1] ? 1.0 : 0.0)];
        var request = new TorchRequest(
            folder.File(name), true, true, [], TaskKind.BinaryClassification, ["n", "p"], Shape(width), 5, 1, "log-loss", 50, 5,
            folder.File($"{name}/checkpoint"), 0);
        Directory.CreateDirectory(request.Folder);
        foreach (var part in new[] { "training", "validation" })
        {
            RowFile.Write<float>(request.File($"{part}.features"), features);
            RowFile.Write<double>(request.File($"{part}.targets"), targets);
            RowFile.Write<double>(request.File($"{part}.weights"), [.. Enumerable.Repeat(1.0, 90)]);
        }

        using var cancel = new CancellationTokenSource();
        var text = JsonSerializer.Serialize(request, TorchJson.Default.TorchRequest);
        var isDone = TorchWorker.Serve(
            TorchLibrary.TryLoad(NativeLibraryFolders.Default)!,
            text,
            line =>
            {
                lines?.Add(line);
                if (until is { } epoch && line.Contains($"epoch {epoch} of", StringComparison.Ordinal))
                {
                    cancel.Cancel();
                }
            },
            cancel.Token);
        Assert.True(isDone);
        return File.ReadAllBytes(request.File("network.safetensors"));
    }
}
