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

    private static void Agree(string name, Func<TorchBench, Module> make, bool whole = false)
    {
        using var bench = new TorchBench();
        var golden = TorchBench.Case(name);
        var module = make(bench);
        TorchBench.Load(module, golden["parameters"]!);
        var input = bench.Tensor(golden["inputs"]![0], whole);
        if (!whole)
        {
            input.RequireGradient();
        }

        var output = module.Forward(input, training: true);
        TorchBench.AssertClose(golden["output"], output);
        bench.Torch.Find("aten::sum", "", "self").Call(bench.Operators.Multiply(output, output)).Backward();
        Assert.All(module.Parameters, p => TorchBench.AssertClose(golden["gradients"]![p.Name], bench.Torch.GradientOf(p.Tensor)));
        if (!whole)
        {
            TorchBench.AssertClose(golden["input-gradients"]![0], bench.Torch.GradientOf(input));
        }
    }
}
