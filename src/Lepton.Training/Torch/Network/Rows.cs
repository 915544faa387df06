using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch.Network;

/// <summary>A part's rows as a process with libtorch reads them.</summary>
/// <param name="Features">float32 [N, F].</param>
/// <param name="Targets">Class indices, or values.</param>
/// <param name="Weights">One a row.</param>
internal sealed record Rows(Tensor Features, double[] Targets, double[] Weights)
{
    public int Count => (int)Features.Size(0);

    public static Rows Read(TorchSession torch, TorchRequest request, string part)
    {
        var features = ReadFeatures(torch, request, part);
        var (targets, weights) = (RowFile.Read<double>(request.File($"{part}.targets")), RowFile.Read<double>(request.File($"{part}.weights")));
        return targets.Length == features.Size(0) && weights.Length == targets.Length
            ? new Rows(features, targets, weights)
            : throw new InvalidDataException($"the {part} part has {features.Size(0)} rows, {targets.Length} targets and {weights.Length} weights");
    }

    /// <summary>The features alone.</summary>
    public static Tensor ReadFeatures(TorchSession torch, TorchRequest request, string part)
    {
        var values = RowFile.Read<float>(request.File($"{part}.features"));
        return torch.From(values, values.Length / request.Shape.Inputs, request.Shape.Inputs);
    }
}
