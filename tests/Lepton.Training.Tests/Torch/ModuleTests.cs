using Lepton.Training.Torch;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Tests.Torch;

[Collection("torch")]
public class ModuleTests
{
    [TorchFact]
    public void Linear_is_PyTorchs() => Agree("linear", b => new LinearModule(b.Torch, b.Operators, b.Initializer, 5, 3));

    [TorchFact]
    public void Embedding_is_PyTorchs() => Agree("embedding", b => new EmbeddingModule(b.Torch, b.Operators, b.Initializer, 6, 3), whole: true);

    [TorchFact]
    public void LayerNorm_is_PyTorchs() => Agree("layer-norm", b => new LayerNormModule(b.Torch, b.Operators, 5));

    [TorchFact]
    public void Modules_in_a_row_are_PyTorchs() => Agree("mlp", b => new SequentialModule(
    [
        new LinearModule(b.Torch, b.Operators, b.Initializer.Of("0"), 6, 8),
        new GeluModule(b.Operators),
        new LinearModule(b.Torch, b.Operators, b.Initializer.Of("2"), 8, 8),
        new ReluModule(b.Operators),
        new LinearModule(b.Torch, b.Operators, b.Initializer.Of("4"), 8, 2),
    ]));

    [TorchFact]
    public void Convolutions_and_pooling_are_PyTorchs() => Agree("convolution", b => new SequentialModule(
    [
        new ConvolutionModule(b.Torch, b.Images, b.Initializer, 2, 3, kernel: 3, stride: 2, padding: 1),
        new ReluModule(b.Operators),
        new ConvolutionModule(b.Torch, b.Images, b.Initializer, 3, 2, kernel: 3, stride: 1, padding: 1),
        new MaxPoolModule(b.Images, 2),
    ]));

    [TorchFact]
    public void Batch_normalisation_is_PyTorchs_and_so_are_its_running_figures()
    {
        Agree("batch-norm", b => new BatchNormModule(b.Torch, b.Images, 2));
        using var bench = new TorchBench();
        var golden = TorchBench.Case("batch-norm");
        var module = new BatchNormModule(bench.Torch, bench.Images, 2);
        TorchBench.Load(module, golden["parameters"]!);
        module.Forward(bench.Tensor(golden["inputs"]![0]), training: true);
        Assert.All(module.Buffers, b => TorchBench.AssertClose(golden["buffers"]![b.Name], b.Tensor));
        TorchBench.AssertClose(golden["later"], module.Forward(bench.Torch.From([.. Enumerable.Repeat(0.5f, 8)], 1, 2, 2, 2), training: false));
    }

    [TorchFact]
    public void Lstm_over_sequences_of_different_lengths_is_PyTorchs() => Agree(
        "lstm",
        b => new RecurrentModule(b.Torch, b.Sequences, b.Initializer, RecurrentKind.Lstm, 3, 4, layers: 2, isBidirectional: true, dropout: 0),
        (m, x) => m.Forward(x[0], [2, 5, 3], training: true));

    [TorchFact]
    public void Gru_over_sequences_of_different_lengths_is_PyTorchs() => Agree(
        "gru",
        b => new RecurrentModule(b.Torch, b.Sequences, b.Initializer, RecurrentKind.Gru, 3, 4, layers: 1, isBidirectional: true, dropout: 0),
        (m, x) => m.Forward(x[0], [2, 5, 3], training: true));

    [TorchFact]
    public void Attention_that_hides_padding_is_PyTorchs() => Agree(
        "attention",
        b => (b, new AttentionModule(b.Torch, b.Operators, b.Sequences, b.Initializer, 6, 2, dropout: 0)),
        (m, x) => m.Item2.Forward(x[0], x[0], Padding(m.b), training: true),
        m => m.Item2);

    [TorchFact]
    public void Attention_that_low_rank_matrices_adapt_is_PyTorchs() =>
        Agree("attention-lora", b => new AttentionModule(b.Torch, b.Operators, b.Sequences, b.Initializer, 6, 2, dropout: 0, new LoraStyle(2, 4)));

    [TorchFact]
    public void An_encoders_layer_is_PyTorchs() =>
        Agree("encoder-layer", b => new EncoderLayerModule(b.Torch, b.Operators, b.Sequences, b.Initializer, 6, 2, inner: 8, dropout: 0, new LayerStyle(false, false)));

    [TorchFact]
    public void An_encoders_layer_that_normalises_first_is_PyTorchs() =>
        Agree("encoder-layer-norm-first", b => new EncoderLayerModule(b.Torch, b.Operators, b.Sequences, b.Initializer, 6, 2, inner: 8, dropout: 0, new LayerStyle(true, true)));

    [TorchFact]
    public void A_decoders_layer_is_PyTorchs() => Agree(
        "decoder-layer",
        b => (b, new DecoderLayerModule(b.Torch, b.Operators, b.Sequences, b.Initializer, 6, 2, inner: 8, dropout: 0, new LayerStyle(false, false))),
        (m, x) => m.Item2.Forward(x[0], x[1], m.b.Torch.From<byte>([0, 1, 1, 0, 0, 1, 0, 0, 0], ScalarType.Bool, 3, 3), Padding(m.b), training: true),
        m => m.Item2);

    [TorchFact]
    public void A_conditional_random_field_adds_up_every_path()
    {
        using var bench = new TorchBench();
        var golden = TorchBench.Case("crf");
        var field = new ConditionalRandomField(bench.Torch, bench.Sequences, bench.Initializer, 2);
        TorchBench.Load(field, golden["parameters"]!);
        var scores = bench.Tensor(golden["scores"]);
        scores.RequireGradient();
        var loss = bench.Operators.Sum(field.Losses(scores, [0, 1, 1, 1, 0, 0], [3, 2]));
        TorchBench.AssertClose(golden["value"], loss);
        loss.Backward();
        TorchBench.AssertClose(golden["gradient"], bench.Torch.GradientOf(scores));
        Assert.All(field.Parameters, p => TorchBench.AssertClose(golden["gradients"]![p.Name], bench.Torch.GradientOf(p.Tensor)));
    }

    [TorchFact]
    public void Dropout_happens_in_training_alone_and_keeps_the_mean()
    {
        using var bench = new TorchBench();
        TorchSession.Seed(3);
        var ones = bench.Torch.From([.. Enumerable.Repeat(1f, 10_000)], 10_000);
        var dropout = new DropoutModule(bench.Operators, 0.25);
        Assert.Same(ones, dropout.Forward(ones, training: false));
        var values = dropout.Forward(ones, training: true).ToArray<float>();
        Assert.Equal([0, 4f / 3], values.Distinct().Order());
        Assert.InRange(values.Average(), 0.97, 1.03);
    }

    [TorchFact]
    public void First_values_depend_on_seed_and_name_alone()
    {
        var one = new Initializer(5, "encoder").Of("0").Uniform("weight", 1000, 0.5);
        Assert.Equal(one, new Initializer(5, "encoder.0").Uniform("weight", 1000, 0.5));
        Assert.NotEqual(one, new Initializer(6, "encoder.0").Uniform("weight", 1000, 0.5));
        Assert.NotEqual(one, new Initializer(5, "encoder.1").Uniform("weight", 1000, 0.5));
        Assert.All(one, v => Assert.InRange(v, -0.5f, 0.5f));
        Assert.InRange(one.Average(), -0.05, 0.05);
        var normal = new Initializer(5, "x").Normal("weight", 10_000, 2);
        Assert.InRange(Math.Sqrt(normal.Average(v => (double)v * v)), 1.9, 2.1);
    }

    private static Tensor Padding(TorchBench bench) => bench.Torch.From<byte>([0, 0, 0, 1, 0, 0, 1, 1], ScalarType.Bool, 2, 1, 1, 4);

    private static void Agree(string name, Func<TorchBench, Layer> make, bool whole = false) =>
        Agree(name, make, (m, x) => m.Forward(x[0], training: true), m => m, whole);

    private static void Agree<T>(string name, Func<TorchBench, T> make, Func<T, Tensor[], Tensor> forward)
        where T : Module => Agree(name, make, forward, m => m);

    private static void Agree<T>(string name, Func<TorchBench, T> make, Func<T, Tensor[], Tensor> forward, Func<T, Module> moduleOf, bool whole = false)
    {
        using var bench = new TorchBench();
        var golden = TorchBench.Case(name);
        var made = make(bench);
        TorchBench.Load(moduleOf(made), golden["parameters"]!);
        Tensor[] inputs = [.. golden["inputs"]!.AsArray().Select(i => bench.Tensor(i, whole))];
        if (!whole)
        {
            Array.ForEach(inputs, i => i.RequireGradient());
        }

        var output = forward(made, inputs);
        TorchBench.AssertClose(golden["output"], output);
        bench.Operators.Sum(bench.Operators.Multiply(output, output)).Backward();
        Assert.All(moduleOf(made).Parameters, p => TorchBench.AssertClose(golden["gradients"]![p.Name], bench.Torch.GradientOf(p.Tensor)));
        Assert.Equal(whole ? 0 : inputs.Length, golden["input-gradients"]!.AsArray().Count);
        foreach (var (gradient, input) in golden["input-gradients"]!.AsArray().Zip(inputs))
        {
            TorchBench.AssertClose(gradient, bench.Torch.GradientOf(input));
        }
    }
}
