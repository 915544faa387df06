using Lepton.Training.Torch;
using Lepton.Training.Torch.Optimizers;

namespace Lepton.Training.Tests.Torch;

[Collection("torch")]
public class OptimizerTests
{
    [TorchFact]
    public void AdamW_goes_PyTorchs_way() => Agree("adamw", (b, p) => new AdamW(b.Torch, b.Operators, p, weightDecay: 0.1), 0.05);

    [TorchFact]
    public void A_groups_learning_rate_goes_PyTorchs_way() => Agree("adamw-groups", (b, p) => new AdamW(b.Torch, b.Operators, p, weightDecay: 0.1), 0.05, rate: 0.1);

    [TorchFact]
    public void Sgd_with_momentum_goes_PyTorchs_way() => Agree("sgd", (b, p) => new Sgd(b.Torch, b.Operators, p, momentum: 0.9, weightDecay: 0.01), 0.1);

    [TorchFact]
    public void Gradients_are_clipped_by_their_common_norm_as_in_PyTorch() => Agree("clipped", (b, p) => new Sgd(b.Torch, b.Operators, p, momentum: 0, weightDecay: 0), 0.1, clip: 0.5);

    [TorchFact]
    public void Ten_thousand_steps_leave_no_tensor_behind_and_memory_flat()
    {
        using var bench = new TorchBench();
        var network = Network(bench);
        Tensor[] parameters = [.. network.Parameters.Select(p => p.Tensor)];
        var optimizer = new AdamW(bench.Torch, bench.Operators, [.. parameters.Select(p => (p, 1.0))], weightDecay: 0.01);
        var rows = bench.Initializer.Normal("rows", 32 * 20, 1);
        long[] classes = [.. Enumerable.Range(0, 32).Select(i => (long)(i % 3))];
        void Train(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                using var scope = bench.Torch.Scope();
                var logits = network.Forward(bench.Torch.From(rows, 32, 20), training: true);
                bench.Operators.CrossEntropy(logits, bench.Torch.From(classes, 32), null, 0).Backward();
                optimizer.Step(1e-3);
            }
        }

        Train(500);
        var (tensors, memory) = (TorchSession.LiveTensors, ResidentBytes());
        Train(10_000);
        Assert.Equal(tensors, TorchSession.LiveTensors);
        Assert.InRange(ResidentBytes() - memory, long.MinValue, 16 << 20);
    }

    [Fact]
    public void The_learning_rate_warms_up_and_then_follows_its_shape()
    {
        var cosine = new LearningRateSchedule(0.1, ScheduleShape.Cosine, 10, 110);
        Assert.Equal(0.01, cosine.At(0), 12);
        Assert.Equal(0.1, cosine.At(9), 12);
        Assert.Equal(0.1, cosine.At(10), 12);
        Assert.Equal(0.05, cosine.At(60), 12);
        Assert.Equal(0, cosine.At(110), 12);
        var step = new LearningRateSchedule(0.1, ScheduleShape.Step, 0, 90);
        Assert.Equal([0.1, 0.01, 0.001, 0.001], new[] { 29, 30, 60, 89 }.Select(i => Math.Round(step.At(i), 12)));
        Assert.Equal(0.1, new LearningRateSchedule(0.1, ScheduleShape.Constant, 0, 90).At(89));
    }

    private static Training.Torch.Modules.SequentialModule Network(TorchBench bench) => new(
    [
        new Training.Torch.Modules.LinearModule(bench.Torch, bench.Operators, bench.Initializer.Of("0"), 20, 16),
        new Training.Torch.Modules.GeluModule(bench.Operators),
        new Training.Torch.Modules.DropoutModule(bench.Operators, 0.1),
        new Training.Torch.Modules.LinearModule(bench.Torch, bench.Operators, bench.Initializer.Of("3"), 16, 3),
    ]);

    // Second figure of statm: pages of the process that are in memory.
    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    private static void Agree(string name, Func<TorchBench, (Tensor, double)[], IOptimizer> make, double learningRate, double? clip = null, double rate = 1)
    {
        using var bench = new TorchBench();
        var golden = TorchBench.Case(name);
        var (weight, bias) = (bench.Tensor(golden["start"]!["weight"]), bench.Tensor(golden["start"]!["bias"]));
        weight.RequireGradient();
        bias.RequireGradient();
        var (x, y) = (bench.Tensor(golden["x"]), bench.Tensor(golden["y"]));
        var optimizer = make(bench, [(weight, 1), (bias, rate)]);
        for (var i = 0; i < 5; i++)
        {
            using var scope = bench.Torch.Scope();
            bench.Operators.MeanSquaredError(bench.Operators.Linear(x, weight, bias), y).Backward();
            if (clip is { } most)
            {
                var norm = new GradientClipping(bench.Torch, bench.Operators, most).Apply([weight, bias]);
                Assert.Equal(golden["norms"]![i]!.GetValue<double>(), norm, 5);
            }

            optimizer.Step(learningRate);
            TorchBench.AssertClose(golden["steps"]![i]!["weight"], weight);
            TorchBench.AssertClose(golden["steps"]![i]!["bias"], bias);
        }
    }
}
