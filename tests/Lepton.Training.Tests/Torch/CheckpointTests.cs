using System.Text.Json;
using Lepton.Runtime.Native;
using Lepton.Testing;
using Lepton.Training.Torch;
using Lepton.Training.Torch.Network;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Tests.Torch;

[Collection("torch")]
public sealed class CheckpointTests : IDisposable
{
    private readonly TempFolder folder = new();

    // Each with everything that is drawn at random.
    [TorchTheory]
    [InlineData("mlp", "dropout: 0.3")]
    [InlineData("cnn", "dropout: 0.3, shift: 1, crop: 0.2, flip: horizontal, noise: 0.1, mixup: 0.4, adversarial: 0.1, layers: 1, width: 4")]
    [InlineData("lstm", "dropout: 0.2, output-dropout: 0.2, layers: 2, width: 4, embedding: 4, drop-words: 0.2, swap-words: 0.2, optimizer: sgd")]
    [InlineData("seq2seq", "dropout: 0.2, output-dropout: 0.2, width: 8, heads: 2, feed-forward: 8, drop-words: 0.2, adversarial: 0.1")]
    [InlineData("transformer", "dropout: 0.2, output-dropout: 0.2, width: 8, heads: 2, feed-forward: 8, drop-words: 0.2, adversarial: 0.1")]
    [InlineData("lstm-crf", "dropout: 0.2, width: 4, embedding: 4, drop-words: 0.2")]
    [InlineData("two-tower", "dropout: 0.2, layers: 1, width: 4, embedding: 4")]
    public void A_training_that_is_killed_at_any_epoch_ends_with_the_bytes_of_one_that_never_was(string family, string hyperparameters) => RequireEqualBytes(SmallTraining.Shape(family, hyperparameters));

    [TorchFact]
    public void A_language_model_that_is_killed_ends_with_the_same_bytes_too() =>
        RequireEqualBytes(SmallTraining.Shape("transformer", "dropout: 0.2, width: 8, heads: 2, feed-forward: 8") with { IsLanguage = true, Outputs = 10 });

    private void RequireEqualBytes(NetworkShape shape)
    {
        var told = new List<string>();
        var whole = Train("whole", null, told, shape);
        foreach (var epoch in new[] { 1, 4, 7 })
        {
            Assert.Throws<OperationCanceledException>(() => Train($"killed{epoch}", epoch, null, shape));
            var resumed = new List<string>();
            Assert.Equal(whole, Train($"killed{epoch}", null, resumed, shape));
            Assert.Equal(Metrics(told), Metrics(resumed));
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
        Assert.Throws<OperationCanceledException>(() => Train("other", 3, null, SmallTraining.Shape("mlp", "width: 9")));
        Assert.Equal(Train("whole", null), Train("other", null));
    }

    public void Dispose() => folder.Dispose();

    // What is told of each epoch.
    private static IEnumerable<string> Metrics(IEnumerable<string> lines) => lines.Where(l => JsonSerializer.Deserialize(l, TorchJson.Default.TorchEvent)!.Kind == "metric");

    // Trains in a folder of its own, and cancels after an epoch.
    private byte[] Train(string name, int? until, List<string>? lines = null, NetworkShape? shape = null)
    {
        var request = SmallTraining.Prepare(folder, name, shape ?? SmallTraining.Shape("mlp", "dropout: 0.3, width: 8"));
        using var cancel = new CancellationTokenSource();
        var text = JsonSerializer.Serialize(request, TorchJson.Default.TorchRequest);
        var isDone = TorchWorker.Serve(
            TorchLibrary.TryLoad(NativeLibraryFolders.Default)!,
            text,
            line =>
            {
                lines?.Add(line);

                // Within an epoch there is progress, too; the validation part comes at its end.
                if (until is { } epoch && line.Contains($"epoch {epoch} of", StringComparison.Ordinal) && line.Contains("validation part", StringComparison.Ordinal))
                {
                    cancel.Cancel();
                }
            },
            cancel.Token);
        Assert.True(isDone);
        return File.ReadAllBytes(request.File("network.safetensors"));
    }
}
