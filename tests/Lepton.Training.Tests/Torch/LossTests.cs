using System.Text.Json.Nodes;
using Lepton.Training.Torch;

namespace Lepton.Training.Tests.Torch;

[Collection("torch")]
public class LossTests
{
    [TorchFact]
    public void Cross_entropy_with_weights_and_smoothing_is_PyTorchs() =>
        Agree("cross-entropy", (b, x, c) => b.Operators.CrossEntropy(x, b.Tensor(c["targets"], whole: true), b.Tensor(c["weights"]), 0.1));

    [TorchFact]
    public void Binary_cross_entropy_is_PyTorchs() =>
        Agree("binary-cross-entropy", (b, x, c) => b.Operators.BinaryCrossEntropy(x, b.Tensor(c["targets"]), b.Tensor(c["weights"]), b.Tensor(c["positive"])));

    [TorchFact]
    public void Mean_squared_error_is_PyTorchs() =>
        Agree("mean-squared-error", (b, x, c) => b.Operators.MeanSquaredError(x, b.Tensor(c["targets"])));

    [TorchFact]
    public void Huber_is_PyTorchs() => Agree("huber", (b, x, c) => b.Operators.Huber(x, b.Tensor(c["targets"]), 0.7));

    private static void Agree(string name, Func<TorchBench, Tensor, JsonNode, Tensor> loss)
    {
        using var bench = new TorchBench();
        var golden = TorchBench.Case(name);
        var logits = bench.Tensor(golden["logits"]);
        logits.RequireGradient();
        var value = loss(bench, logits, golden);
        TorchBench.AssertClose(golden["value"], value);
        value.Backward();
        TorchBench.AssertClose(golden["gradient"], bench.Torch.GradientOf(logits));
    }
}
