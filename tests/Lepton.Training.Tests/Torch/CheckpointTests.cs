using System.Text.Json;
using Lepton.Runtime.Native;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Testing;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch;
using Lepton.Training.Torch.Network;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Tests.Torch;

[Collection("torch")]
public sealed class CheckpointTests : IDisposable
{
    private const int Rows = 90, Pixels = 4;

    private readonly TempFolder folder = new();

    // Each with everything that is drawn at random.
    [TorchTheory]
    [InlineData("mlp", "dropout: 0.3")]
    [InlineData("cnn", "dropout: 0.3, shift: 1, crop: 0.2, flip: horizontal, noise: 0.1, mixup: 0.4, adversarial: 0.1, layers: 1, width: 4")]
    [InlineData("lstm", "dropout: 0.2, output-dropout: 0.2, layers: 2, width: 4, embedding: 4, drop-words: 0.2, swap-words: 0.2, optimizer: sgd")]
    [InlineData("transformer", "dropout: 0.2, output-dropout: 0.2, width: 8, heads: 2, feed-forward: 8, drop-words: 0.2, adversarial: 0.1")]
    [InlineData("lstm-crf", "dropout: 0.2, width: 4, embedding: 4, drop-words: 0.2")]
    [InlineData("two-tower", "dropout: 0.2, layers: 1, width: 4, embedding: 4")]
    public void A_training_that_is_killed_at_any_epoch_ends_with_the_bytes_of_one_that_never_was(string family, string hyperparameters) => RequireEqualBytes(Shape(family, hyperparameters));

    [TorchFact]
    public void A_language_model_that_is_killed_ends_with_the_same_bytes_too() =>
        RequireEqualBytes(Shape("transformer", "dropout: 0.2, width: 8, heads: 2, feed-forward: 8") with { IsLanguage = true, Outputs = 10 });

    private void RequireEqualBytes(NetworkShape shape)
    {
        var whole = Train("whole", null, null, shape);
        foreach (var epoch in new[] { 1, 4, 7 })
        {
            Assert.Throws<OperationCanceledException>(() => Train($"killed{epoch}", epoch, null, shape));
            var resumed = new List<string>();
            Assert.Equal(whole, Train($"killed{epoch}", null, resumed, shape));
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
        Assert.Throws<OperationCanceledException>(() => Train("other", 3, null, Shape("mlp", "width: 9")));
        Assert.Equal(Train("whole", null), Train("other", null));
    }

    public void Dispose() => folder.Dispose();

    private static NetworkShape Shape(string family, string hyperparameters)
    {
        var kind = Words.TryParse<TorchFamily>(family, out var known) ? known : throw new ArgumentException(family, nameof(family));
        var set = TrainerTables.Of(TrainerKind.Torch, kind).Complete([]).ToJson();
        (set["epochs"], set["batch-size"], set["learning-rate"], set["schedule"], set["warm-up"], set["clip-norm"]) = (10, 16, 0.01, "cosine", 0.1, 1);
        foreach (var pair in hyperparameters.Split(", ").Select(h => h.Split(": ")))
        {
            set[pair[0]] = int.TryParse(pair[1], out var whole) ? whole : double.TryParse(pair[1], out var number) ? number : pair[1];
        }

        return kind switch
        {
            TorchFamily.Mlp => new NetworkShape(kind, new FeatureLayout(Pixels, [], 0, 0, 0), 1, set),
            TorchFamily.Cnn => new NetworkShape(kind, new FeatureLayout(Pixels, [1, 2, 2], 0, 0, 0), 1, set),
            TorchFamily.TwoTower => new NetworkShape(kind, new FeatureLayout(0, [], 1, 10, 1), 5, set),
            TorchFamily.LstmCrf => new NetworkShape(kind, new FeatureLayout(0, [], 0, 10, 8), 2, set),
            _ => new NetworkShape(kind, new FeatureLayout(0, [], 0, 10, 8), 1, set),
        };
    }

    // Trains in a folder of its own, and cancels after an epoch.
    private byte[] Train(string name, int? until, List<string>? lines = null, NetworkShape? shape = null)
    {
        shape ??= Shape("mlp", "dropout: 0.3, width: 8");
        var random = new Random(3);
        float[] features = [.. Enumerable.Range(0, Rows * Pixels).Select(_ => (float)random.NextDouble())];
        var (task, stopping) = shape.Family switch
        {
            _ when shape.IsLanguage => (TaskKind.MaskedLanguageModeling, "perplexity"),
            TorchFamily.TwoTower => (TaskKind.Recommendation, "ndcg-at-k"),
            TorchFamily.LstmCrf => (TaskKind.SequenceTagging, "token-accuracy"),
            _ => (TaskKind.BinaryClassification, "log-loss"),
        };
        double[] targets = [.. Enumerable.Range(0, Rows).Select(i => task == TaskKind.Recommendation ? i % 5 : features[i * Pixels] > features[(i * Pixels) + 1] ? 1.0 : 0.0)];
        var lists = NumberedRows.Of(Enumerable.Range(0, Rows).Select(i => shape.Layout.Fields > 0 ? [i % 9] : new[] { 2 }.Concat(Enumerable.Range(0, i % 6).Select(_ => random.Next(1, 10))).ToArray()));
        var request = new TorchRequest(folder.File(name), true, true, [], task, ["n", "p", "q", "r", "s"], shape, 5, 1, stopping, 50, 2, folder.File($"{name}/checkpoint"), 0, false, [], new Dictionary<string, double>());
        request = task == TaskKind.SequenceTagging ? request with { Classes = ["n", "p"] } : request;
        Directory.CreateDirectory(request.Folder);
        foreach (var part in new[] { "training", "validation" })
        {
            RowFile.Write<float>(request.File($"{part}.features"), features);
            RowFile.Write<long>(request.File($"{part}.starts"), lists.Starts);
            RowFile.Write<int>(request.File($"{part}.tokens"), lists.Numbers);
            RowFile.Write<int>(request.File($"{part}.labels"), [.. lists.Numbers.Select(n => n % 2)]);
            RowFile.Write<double>(request.File($"{part}.targets"), targets);
            RowFile.Write<double>(request.File($"{part}.weights"), [.. Enumerable.Repeat(1.0, Rows)]);
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
