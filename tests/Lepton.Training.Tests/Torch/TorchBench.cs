using System.Text.Json.Nodes;
using Lepton.Runtime.Native;
using Lepton.Testing;
using Lepton.Training.Torch;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Tests.Torch;

/// <summary>A session, and what tests/golden/torch_modules.py wrote of PyTorch.</summary>
internal sealed class TorchBench : IDisposable
{
    private static readonly Lazy<JsonNode> Golden = new(() => JsonNode.Parse(File.ReadAllText(Repository.File("tests", "golden", "torch.json")))!["cases"]!);

    public TorchBench()
    {
        Operators = new Operators(Torch);
        Images = new ImageOperators(Torch);
        Sequences = new SequenceOperators(Torch);
    }

    public TorchSession Torch { get; } = new(TorchLibrary.TryLoad(NativeLibraryFolders.Default)!, threads: 1);

    public Operators Operators { get; }

    public ImageOperators Images { get; }

    public SequenceOperators Sequences { get; }

    public Initializer Initializer { get; } = new(7, string.Empty);

    public static JsonNode Case(string name) => Golden.Value[name]!;

    public static float[] Values(JsonNode? tensor) => [.. tensor!["values"]!.AsArray().Select(v => v!.GetValue<float>())];

    public Tensor Tensor(JsonNode? tensor, bool whole = false)
    {
        long[] shape = [.. tensor!["shape"]!.AsArray().Select(v => v!.GetValue<long>())];
        return whole ? Torch.From([.. Values(tensor).Select(v => (long)v)], shape) : Torch.From(Values(tensor), shape);
    }

    /// <summary>Gives a module the parameters of a case; the names must be PyTorch's.</summary>
    public static void Load(Module module, JsonNode parameters)
    {
        Assert.Equal(parameters.AsObject().Select(p => p.Key), module.Parameters.Select(p => p.Name));
        foreach (var (name, tensor) in module.Parameters)
        {
            tensor.Write<float>(Values(parameters[name]));
        }
    }

    public static void AssertClose(JsonNode? expected, Tensor? actual) => AssertClose(Values(expected), actual!.ToArray<float>());

    /// <summary>Within 1e-5, of the value where that is larger than one.</summary>
    public static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5 * Math.Max(1, Math.Abs(expected[i])), $"value {i} is {actual[i]}, not {expected[i]}");
        }
    }

    public void Dispose() => Torch.Dispose();
}
