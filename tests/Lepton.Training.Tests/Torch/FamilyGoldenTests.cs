using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch;
using Lepton.Training.Torch.Modules;
using Lepton.Training.Torch.Network;
using Lepton.Training.Torch.Network.Families;
using Lepton.Training.Torch.Network.Objectives;

namespace Lepton.Training.Tests.Torch;

/// <summary>Whole networks, forward and back, against the same networks in PyTorch.</summary>
[Collection("torch")]
public class FamilyGoldenTests
{
    private static readonly FeatureLayout Tokens = new(0, [], 0, 7, 6);

    [TorchFact]
    public void A_perceptron_over_numbers_and_categories_is_PyTorchs() =>
        Agree("mlp", TorchFamily.Mlp, new FeatureLayout(2, [], 2, 5, 2), ("layers", 1), ("width", 4), ("activation", "gelu"), ("embedding", 3));

    [TorchFact]
    public void Convolutions_over_texts_are_PyTorchs() =>
        Agree("cnn-text", TorchFamily.Cnn, Tokens, ("width", 3), ("embedding", 4), ("kernel", 3));

    [TorchFact]
    public void Convolutions_over_images_are_PyTorchs() =>
        Agree("cnn-image", TorchFamily.Cnn, new FeatureLayout(32, [2, 4, 4], 0, 0, 0), ("layers", 2), ("width", 3), ("kernel", 3));

    [TorchTheory]
    [InlineData("lstm")]
    [InlineData("gru")]
    public void Recurrent_networks_are_PyTorchs(string cell) =>
        Agree(cell, TorchFamily.Lstm, Tokens, ("layers", 2), ("width", 3), ("embedding", 4), ("cell", cell));

    [TorchTheory]
    [InlineData("before")]
    [InlineData("after")]
    public void Transformers_are_PyTorchs(string norm) =>
        Agree($"transformer-norm-{norm}", TorchFamily.Transformer, Tokens, ("layers", 2), ("width", 4), ("heads", 2), ("feed-forward", 8), ("norm", norm));

    [TorchFact]
    public void Scores_of_tags_are_PyTorchs() =>
        Agree("lstm-crf", TorchFamily.LstmCrf, Tokens, ("layers", 2), ("width", 3), ("embedding", 4));

    [TorchFact]
    public void A_words_vector_is_its_own_and_the_mean_of_its_n_grams()
    {
        using var bench = new TorchBench();
        var golden = TorchBench.Case("token-embedding");
        var parts = new NetworkParts(bench.Torch, bench.Operators, bench.Images, bench.Sequences, bench.Initializer, new WordBags([0, 1, 2, 1], [0, 0, 0, 3, 5], [0, 2, 2, 1, 4]));
        var module = new TokenEmbedding(parts, bench.Initializer, new FeatureLayout(0, [], 0, 4, 3, Grams: 5), 3, 1);
        TorchBench.Load(module, golden["parameters"]!);
        var output = module.Forward(Read(bench, golden["inputs"]!.AsArray()));
        TorchBench.AssertClose(golden["output"], output);
        bench.Operators.Sum(bench.Operators.Multiply(output, output)).Backward();
        Assert.All(module.Parameters, p => TorchBench.AssertClose(golden["gradients"]![p.Name], bench.Torch.GradientOf(p.Tensor)));
    }

    [TorchFact]
    public void Two_towers_and_their_personalised_ranking_are_PyTorchs()
    {
        using var bench = new TorchBench();
        var golden = TorchBench.Case("two-tower");
        var set = TrainerTables.Of(TrainerKind.Torch, TorchFamily.TwoTower).Complete([]).ToJson();
        (set["embedding"], set["layers"], set["width"]) = (3, 1, 2);
        var shape = new NetworkShape(TorchFamily.TwoTower, new FeatureLayout(0, [], 1, 4, 1), 5, set);
        var parts = NetworkParts.Of(bench.Torch, 7, null);
        var network = Assert.IsType<TwoTowerFamily.TwoTowerModule>(NetworkFamily.Of(shape).Build(shape, parts));
        Assert.Equal(golden["parameters"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal), network.Parameters.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(network.Parameters, p => p.Tensor.Write<float>(TorchBench.Values(golden["parameters"]![p.Name])));
        long[] Whole(string name) => [.. TorchBench.Values(golden[name]).Select(v => (long)v)];
        var users = Whole("users");
        var batch = new Batch(users.Length, null, bench.Torch.From(users, users.Length, 1), null, [], users);
        TorchBench.AssertClose(golden["scores"], network.Forward(batch, training: false));
        var value = PairObjective.Loss(parts, network.Score(network.Embed(batch), Whole("items")), TorchBench.Values(golden["shares"]));
        TorchBench.AssertClose(golden["value"], value);
        value.Backward();
        Assert.All(network.Parameters, p => TorchBench.AssertClose(golden["gradients"]![p.Name], bench.Torch.GradientOf(p.Tensor)));
    }

    [TorchTheory]
    [InlineData("before")]
    [InlineData("after")]
    public void Margins_of_texts_that_are_written_are_PyTorchs(string norm)
    {
        using var bench = new TorchBench();
        var golden = TorchBench.Case($"writing-norm-{norm}");
        var set = TrainerTables.Of(TrainerKind.Torch, TorchFamily.Seq2seq).Complete([]).ToJson();
        (set["layers"], set["width"], set["heads"], set["feed-forward"], set["norm"]) = (2, 4, 2, 8, norm);
        var shape = new NetworkShape(TorchFamily.Seq2seq, Tokens, 9, set, AnswerLength: 5);
        var network = NetworkFamily.Of(shape).Build(shape, NetworkParts.Of(bench.Torch, 7, null));
        Assert.Equal(golden["parameters"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal), network.Parameters.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(network.Parameters, p => p.Tensor.Write<float>(TorchBench.Values(golden["parameters"]![p.Name])));

        // Written are 7 and 5, 8, with the end behind each: what a token stands behind is what was written before it.
        var batch = Read(bench, [golden["inputs"]![0]!.DeepClone()]) with { Answers = AnswerBatch.Of(bench.Torch, [[7, TextTokens.End], [5, 8, TextTokens.End]]) };
        Assert.Equal(TorchBench.Values(golden["inputs"]![1]).Select(v => (long)v), batch.Answers!.Before.ToArray<long>());
        var output = network.Forward(batch, training: true);
        TorchBench.AssertClose(golden["output"], output);
        bench.Operators.Sum(bench.Operators.Multiply(output, output)).Backward();
        Assert.All(network.Parameters, p => TorchBench.AssertClose(golden["gradients"]![p.Name], bench.Torch.GradientOf(p.Tensor)));
    }

    private static void Agree(string name, TorchFamily family, FeatureLayout layout, params (string Name, object Value)[] hyperparameters)
    {
        using var bench = new TorchBench();
        var golden = TorchBench.Case($"family-{name}");
        var set = TrainerTables.Of(TrainerKind.Torch, family).Complete([]).ToJson();
        foreach (var (key, value) in hyperparameters)
        {
            set[key] = value is int whole ? whole : (string)value;
        }

        var outputs = family == TorchFamily.LstmCrf ? 3 : 2;
        var shape = new NetworkShape(family, layout, outputs, set);
        var network = NetworkFamily.Of(shape).Build(shape, NetworkParts.Of(bench.Torch, 7, null));
        var mine = network.Parameters.Where(p => !p.Name.StartsWith("crf.", StringComparison.Ordinal)).ToList();
        Assert.Equal(golden["parameters"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal), mine.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(mine, p => p.Tensor.Write<float>(TorchBench.Values(golden["parameters"]![p.Name])));
        var output = network.Forward(Read(bench, golden["inputs"]!.AsArray()), training: true);
        TorchBench.AssertClose(golden["output"], output);
        bench.Operators.Sum(bench.Operators.Multiply(output, output)).Backward();
        Assert.All(mine, p => TorchBench.AssertClose(golden["gradients"]![p.Name], bench.Torch.GradientOf(p.Tensor)));
    }

    // Numbers first where there are any, then tokens: of rows that have as many of them there is no mask.
    private static Batch Read(TorchBench bench, System.Text.Json.Nodes.JsonArray inputs)
    {
        var rank = inputs[0]!["shape"]!.AsArray().Count;
        var hasValues = inputs.Count == 2 || rank == 4;
        var count = inputs[0]!["shape"]![0]!.GetValue<int>();
        var values = hasValues ? bench.Sequences.Reshape(bench.Tensor(inputs[0]), count, -1) : null;
        if (hasValues && inputs.Count == 1)
        {
            return new Batch(count, values, null, null, [], default);
        }

        long[] numbers = [.. TorchBench.Values(inputs[^1]).Select(v => (long)v)];
        var tokens = bench.Torch.From(numbers, count, numbers.Length / count);
        byte[] mask = [.. numbers.Select(n => n > 0 ? (byte)1 : (byte)0)];
        long[] lengths = [.. Enumerable.Range(0, count).Select(row => (long)numbers.Skip(row * numbers.Length / count).Take(numbers.Length / count).Count(n => n > 0))];
        return new Batch(count, values, tokens, bench.Torch.From<byte>(mask, ScalarType.Bool, count, numbers.Length / count), lengths, numbers);
    }
}
