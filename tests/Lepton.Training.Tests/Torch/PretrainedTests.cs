using System.Text.Json.Nodes;
using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Specs.Datasets;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Testing;
using Lepton.Training.Preprocessing;
using Lepton.Training.Preprocessing.Pieces;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Tests.Torch;

/// <summary>Networks that start from others.</summary>
[Collection("torch")]
public sealed class PretrainedTests : IDisposable
{
    private const string Texts = "  t: { type: text }\n  y: { type: category }";
    private const string Shape = "epochs: 3, width: 16, heads: 2, feed-forward: 32, layers: 2";

    private static readonly string Rows = Csv("cat", "dog");
    private readonly Bench bench = new() { Torch = new InProcessTorch() };

    [TorchFact]
    public void A_file_of_BERT_answers_as_BERT()
    {
        using var folder = new TempFolder();
        using var torch = new TorchBench();
        var golden = TorchBench.Case("bert");
        folder.Write("vocab.txt", string.Concat(golden["vocabulary"]!.AsArray().Select(v => v + "\n")));
        SafeTensors.Write(folder.File("model.safetensors"), golden["file"]!.AsObject().Select(t => (t.Key, ShapeOf(t.Value!), TorchBench.Values(t.Value))));
        string?[] texts = [.. golden["texts"]!.AsArray().Select(t => (string)t!)];
        var column = new Column("t", ColumnType.Of(ColumnKind.Text), ColumnRole.Feature, true, null, null, null, [], null);
        var feature = new Feature(column, EncodingSpec.Of(EncodingKind.Tokens) with { Tokenizer = Tokenizer.WordPiece, MaxLength = 8 });
        var preprocessor = Preprocessor.Of([feature], [], PieceTokens.Read(folder.File("vocab.txt"), feature));
        var tokens = preprocessor.Network(Natives.Onnx, new DataTable(texts.Length, [new ColumnData(column, null, null, null, texts, null)]), string.Empty, CancellationToken.None).Tokens!;
        var set = TrainerTables.Of(TrainerKind.Torch, TorchFamily.Transformer).Complete([]).ToJson();
        foreach (var (name, value) in new (string, JsonNode)[] { ("layers", 2), ("width", 4), ("heads", 2), ("feed-forward", 8), ("norm", "after"), ("epsilon", 1e-12) })
        {
            set[name] = value;
        }

        var shape = new NetworkShape(TorchFamily.Transformer, preprocessor.Layout, 2, set);
        var network = NetworkFamily.Of(shape).Build(shape, NetworkParts.Of(torch.Torch, 7, null));
        var ours = BertLayout.Convert(SafeTensors.Read(folder.File("model.safetensors")), preprocessor.Lines!, preprocessor.Layout.Longest);
        SafeTensors.Write(folder.File(PretrainedNetwork.File), ours.Select(t => (t.Key, (IReadOnlyList<long>)t.Value.Shape, t.Value.Values)));
        PretrainedNetwork.Load(folder.File(PretrainedNetwork.File), network);
        foreach (var (name, tensor) in network.Parameters.Where(p => NetworkModule.IsHead(p.Name)))
        {
            tensor.Write<float>(TorchBench.Values(golden["head"]![name]));
        }

        var width = Enumerable.Range(0, tokens.Rows).Max(r => (int)(tokens.Starts[r + 1] - tokens.Starts[r]));
        long[] numbers = [.. Enumerable.Range(0, tokens.Rows).SelectMany(r => Enumerable.Range(0, width).Select(i => tokens.Starts[r] + i < tokens.Starts[r + 1] ? tokens.Numbers[tokens.Starts[r] + i] : 0L))];
        byte[] mask = [.. numbers.Select(n => n > 0 ? (byte)1 : (byte)0)];
        var batch = new Batch(
            tokens.Rows,
            null,
            torch.Torch.From(numbers, tokens.Rows, width),
            torch.Torch.From<byte>(mask, Training.Torch.ScalarType.Bool, tokens.Rows, width),
            [.. Enumerable.Range(0, tokens.Rows).Select(r => tokens.Starts[r + 1] - tokens.Starts[r])],
            numbers);
        TorchBench.AssertClose(golden["output"], network.Forward(batch, training: false));
    }

    [TorchTheory]
    [InlineData("transformer", Shape, "embedding, position, layers.0")]
    [InlineData("cnn", "epochs: 2, width: 8, embedding: 8", "embedding")]
    [InlineData("lstm", "epochs: 2, width: 8, embedding: 8", "embedding")]
    public void What_is_frozen_stays_as_it_was_and_the_rest_learns(string family, string hyperparameters, string frozen)
    {
        var (name, start) = Start(family, hyperparameters);
        var tuned = Tune(family, hyperparameters, name, $"freeze: [{frozen}]");
        foreach (var (parameter, tensor) in tuned.Where(t => !NetworkModule.IsHead(t.Key)))
        {
            var isFrozen = frozen.Split(", ").Any(f => parameter.StartsWith(f + ".", StringComparison.Ordinal));
            Assert.True(isFrozen == tensor.Values.SequenceEqual(start[parameter].Values), parameter);
        }
    }

    [TorchFact]
    public void A_group_learns_at_a_rate_of_its_own()
    {
        var (name, start) = Start("transformer", Shape);
        double Moved(string rates, string parameter)
        {
            var tuned = Tune("transformer", Shape, name, $"learning-rates: {{ {rates} }}");
            return tuned[parameter].Values.Zip(start[parameter].Values, (a, b) => Math.Abs(a - b)).Average();
        }

        var slow = Moved("layers: 1, layers.1: 0.01", "layers.1.linear1.weight");
        var fast = Moved("layers: 0.01, layers.1: 1", "layers.1.linear1.weight");
        Assert.InRange(fast / slow, 20, 1000);
    }

    [TorchFact]
    public void Low_rank_matrices_alone_learn_and_leave_as_part_of_what_they_adapt()
    {
        var (name, start) = Start("transformer", Shape);
        var tuned = Tune("transformer", Shape + ", lora-rank: 2, learning-rate: 0.01", name, string.Empty);
        Assert.Equal(start.Keys.Order(), tuned.Keys.Order());
        foreach (var (parameter, tensor) in tuned.Where(t => !NetworkModule.IsHead(t.Key)))
        {
            Assert.True(parameter.EndsWith("in_proj_weight", StringComparison.Ordinal) != tensor.Values.SequenceEqual(start[parameter].Values), parameter);
        }

        // Keys are not adapted: the middle third.
        var (before, after) = (start["layers.0.self_attn.in_proj_weight"].Values, tuned["layers.0.self_attn.in_proj_weight"].Values);
        Assert.Equal(before[256..512], after[256..512]);
        Assert.InRange(bench.Outcome!.Facts["difference"]!.GetValue<double>(), 0, 1e-5);
    }

    [TorchFact]
    public void A_network_of_another_shape_is_refused_with_what_differs()
    {
        var (name, _) = Start("transformer", Shape);
        var diagnostic = bench.Fail(Rows, Texts, Model("transformer", Shape.Replace("feed-forward: 32", "feed-forward: 24", StringComparison.Ordinal).Replace("layers: 2", "layers: 1", StringComparison.Ordinal), $"pretrained: {{ model: m, digest: {name} }}"));
        Assert.Equal("LPT3021", diagnostic.Code);
        Assert.Contains("layers.0.linear1.weight is [32, 16] and must be [24, 16]", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("layers.1.linear1.bias [32] has no place", diagnostic.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_network_over_pieces_of_words_does_not_suit_lists_of_tokens()
    {
        const string Pieces = "features: { encode: { t: { type: tokens, tokenizer: pieces } } }\n";
        bench.Train(Rows, Texts, Pieces + Model("transformer", Shape, string.Empty)).Model.Dispose();
        var start = bench.Outcome!.Outputs.Single(o => o.Name == "network").Blob.Hex;
        var lists = "id,t,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},\"['the', 'w{i % 3}']\",{"abc"[i % 3]}\n"));
        var diagnostic = bench.Fail(lists, Texts.Replace("type: text", "type: tokens", StringComparison.Ordinal), Model("transformer", Shape, $"pretrained: {{ model: m, digest: {start} }}"));
        Assert.Equal("LPT3021", diagnostic.Code);
        Assert.Contains("'t' is a list of tokens", diagnostic.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_network_that_is_nowhere_is_named()
    {
        var diagnostic = bench.Fail(Rows, Texts, Model("cnn", "epochs: 1", $"pretrained: {{ model: other, digest: {new string('a', 64)} }}"));
        Assert.Equal("LPT3020", diagnostic.Code);
    }

    [TorchFact]
    public void A_group_without_parameters_is_refused_and_the_others_are_listed()
    {
        var diagnostic = bench.Fail(Rows, Texts, Model("cnn", "epochs: 1", "freeze: [embeddings]"));
        Assert.Equal("LPT3022", diagnostic.Code);
        Assert.Contains("embeddings; there are embedding, convolution", diagnostic.Message, StringComparison.Ordinal);
    }

    public void Dispose() => bench.Dispose();

    private (string Digest, IReadOnlyDictionary<string, (long[] Shape, float[] Values)> Tensors) Start(string family, string hyperparameters)
    {
        bench.Train(Rows, Texts, Model(family, hyperparameters, string.Empty)).Model.Dispose();
        var output = bench.Outcome!.Outputs.Single(o => o.Name == "network");
        return (output.Blob.Hex, SafeTensors.Read(bench.Blob(output.Blob)));
    }

    // A model of other rows and classes, called m too, that starts from the first.
    private IReadOnlyDictionary<string, (long[] Shape, float[] Values)> Tune(string family, string hyperparameters, string start, string more)
    {
        bench.Train(Csv("red", "green"), Texts, Model(family, hyperparameters, $"pretrained: {{ model: m, digest: {start} }}\n  {more}")).Model.Dispose();
        return SafeTensors.Read(bench.Blob(bench.Outcome!.Outputs.Single(o => o.Name == "network").Blob));
    }

    private static string Model(string family, string hyperparameters, string more) =>
        $"task: multiclass-classification\ntarget: y\ntrainer:\n  type: torch\n  family: {family}\n  hyperparameters: {{ {hyperparameters} }}\n  {more}\nevaluation: {{ metrics: [accuracy] }}";

    private static string Csv(string one, string two)
    {
        var random = new Random(4);
        return "id,t,y\n" + string.Concat(Enumerable.Range(0, 200).Select(i => random.Next(3) switch
        {
            0 => $"{i},the {one} is here {random.Next(5)},{one}\n",
            1 => $"{i},here is a {two} {random.Next(5)},{two}\n",
            _ => $"{i},nobody is here {random.Next(5)},none\n",
        }));
    }

    private static IReadOnlyList<long> ShapeOf(JsonNode tensor) => [.. tensor["shape"]!.AsArray().Select(s => s!.GetValue<long>())];
}
