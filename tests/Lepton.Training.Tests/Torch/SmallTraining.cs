using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Testing;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Network;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Tests.Torch;

/// <summary>Rows in files and a network for them, of any family: what a training in a process of its own is asked to do.</summary>
internal static class SmallTraining
{
    private const int Rows = 90, Pixels = 4;

    public static NetworkShape Shape(string family, string hyperparameters)
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
            TorchFamily.Seq2seq => new NetworkShape(kind, new FeatureLayout(0, [], 0, 10, 8), 12, set, AnswerLength: 5),
            _ => new NetworkShape(kind, new FeatureLayout(0, [], 0, 10, 8), 1, set),
        };
    }

    /// <param name="name">Of a folder for it.</param>
    public static TorchRequest Prepare(TempFolder folder, string name, NetworkShape shape)
    {
        var random = new Random(3);
        float[] features = [.. Enumerable.Range(0, Rows * Pixels).Select(_ => (float)random.NextDouble())];
        var (task, stopping) = shape.Family switch
        {
            _ when shape.IsLanguage => (TaskKind.MaskedLanguageModeling, "perplexity"),
            TorchFamily.Seq2seq => (TaskKind.TextToText, "perplexity"),
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
            if (task == TaskKind.TextToText)
            {
                var answers = NumberedRows.Of(Enumerable.Range(0, Rows).Select(i => lists.Of(i)[1..].ToArray().Take(4).Select(t => TextTokens.Reserved + (t % 7)).Append(TextTokens.End).ToArray()));
                RowFile.Write<long>(request.File($"{part}.answer-starts"), answers.Starts);
                RowFile.Write<int>(request.File($"{part}.answers"), answers.Numbers);
            }

            RowFile.Write<double>(request.File($"{part}.targets"), targets);
            RowFile.Write<double>(request.File($"{part}.weights"), [.. Enumerable.Repeat(1.0, Rows)]);
        }

        return request;
    }
}
