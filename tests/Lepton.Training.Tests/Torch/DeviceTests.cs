using System.Text.Json;
using Lepton.Runtime.Native;
using Lepton.Testing;
using Lepton.Training.Torch;
using Lepton.Training.Torch.Network;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Tests.Torch;

/// <summary>Where and how exactly networks are computed. What needs a GPU is in bench/gpu.sh.</summary>
[Collection("torch")]
public sealed class DeviceTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The last epoch, so that both had as many steps.
    [TorchTheory]
    [InlineData("mlp", "width: 16")]
    [InlineData("cnn", "width: 4, layers: 1")]
    [InlineData("lstm", "width: 8, embedding: 8")]
    [InlineData("transformer", "width: 16, heads: 2, feed-forward: 16")]
    [InlineData("lstm-crf", "width: 8, embedding: 8")]
    [InlineData("seq2seq", "width: 16, heads: 2, feed-forward: 16")]
    public void Half_as_exact_products_lead_near_to_where_exact_ones_do(string family, string hyperparameters)
    {
        var exact = Train("exact", SmallTraining.Shape(family, hyperparameters + ", optimizer: sgd, precision: float32"));
        var mixed = Train("mixed", SmallTraining.Shape(family, hyperparameters + ", optimizer: sgd, precision: bfloat16"));
        var differences = exact.SelectMany(e => e.Value.Values.Zip(mixed[e.Key].Values, (a, b) => Math.Abs(a - b))).ToList();
        Assert.InRange(differences.Max(), 1e-7, 0.05);
    }

    [TorchFact]
    public void The_last_process_computes_on_the_last_device()
    {
        var request = SmallTraining.Prepare(folder, "x", SmallTraining.Shape("mlp", "width: 4"));
        Assert.Equal(["cpu", "cpu"], [request.DeviceOf(0), request.DeviceOf(1)]);
        Assert.Equal(["cuda:2", "cuda:3"], new[] { 0, 1 }.Select((request with { Device = "cuda:2" }).DeviceOf));
    }

    [TorchFact]
    public void A_libtorch_without_the_device_says_so()
    {
        var request = SmallTraining.Prepare(folder, "x", SmallTraining.Shape("mlp", "width: 4")) with { Device = "cuda:77" };
        var last = string.Empty;
        Assert.False(TorchWorker.Serve(TorchLibrary.TryLoad(NativeLibraryFolders.Default)!, JsonSerializer.Serialize(request, TorchJson.Default.TorchRequest), line => last = line, CancellationToken.None));
        Assert.Contains("CUDA", last, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Values_that_are_written_are_read_again_wherever_they_lie()
    {
        using var bench = new TorchBench();
        var tensor = bench.Sequences.Transpose(bench.Torch.From([1f, 2, 3, 4, 5, 6], 2, 3), 0, 1);
        tensor.Write<float>([1, 2, 3, 4, 5, 6]);
        Assert.Equal([1f, 2, 3, 4, 5, 6], tensor.ToArray<float>());
        Assert.Throws<TorchException>(() => tensor.Write<float>([1, 2]));
        Assert.Equal([3, 1], bench.Torch.OnCpu([3, 1]).ToArray<long>());
    }

    [TorchFact]
    public void LPT3024_an_operator_without_a_deterministic_form_is_told_and_marks_the_result()
    {
        // None of those that Lepton calls is without one on the CPU: it is called before, in the same process.
        using (var bench = new TorchBench())
        {
            var put = bench.Torch.Find("aten::put", "", "self", "index", "source");
            put.Call(bench.Torch.Zeros(ScalarType.Float32, 3), bench.Torch.From([0L, 0], 2), bench.Torch.From([1f, 2], 2));
        }

        Assert.Equal(["put_"], TorchSession.Undetermined);
        using var steps = new Bench { Torch = new InProcessTorch() };
        steps.Train(
            "id,x,y\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{i % 7},{i % 3}.5\n")),
            "  x: { type: number }\n  y: { type: number }",
            "task: regression\ntarget: y\ntrainer: { type: torch, family: mlp, hyperparameters: { epochs: 1, width: 4 } }\nevaluation: { metrics: [mae] }").Model.Dispose();
        Assert.Equal("put_", (string)steps.Outcome!.Facts["trainer"]!["undetermined"]!);
        Assert.Contains(steps.Sink.Diagnostics, d => d.Code == "LPT3024");
    }

    private IReadOnlyDictionary<string, (long[] Shape, float[] Values)> Train(string name, NetworkShape shape)
    {
        var request = SmallTraining.Prepare(folder, name, shape) with { Validation = false };
        var last = string.Empty;
        Assert.True(TorchWorker.Serve(TorchLibrary.TryLoad(NativeLibraryFolders.Default)!, JsonSerializer.Serialize(request, TorchJson.Default.TorchRequest), line => last = line, CancellationToken.None), last);
        return SafeTensors.Read(request.File("network.safetensors"));
    }
}
