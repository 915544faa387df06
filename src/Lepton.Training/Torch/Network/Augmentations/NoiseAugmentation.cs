using Lepton.Evaluation.Statistics;

namespace Lepton.Training.Torch.Network.Augmentations;

/// <summary>Adds normal noise to each number.</summary>
/// <param name="deviation">Of the noise; the numbers themselves have about 1.</param>
internal sealed class NoiseAugmentation(double deviation) : Augmentation
{
    public override void Apply(BatchRows rows, ref SplitMix64 random)
    {
        foreach (ref var value in rows.Values.AsSpan(0, rows.Count * rows.Width))
        {
            value += (float)(deviation * Normal(ref random));
        }
    }
}
