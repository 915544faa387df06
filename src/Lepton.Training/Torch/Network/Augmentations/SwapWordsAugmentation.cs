using Lepton.Evaluation.Statistics;

namespace Lepton.Training.Torch.Network.Augmentations;

/// <summary>Swaps tokens with the next one with a chance; the first, which starts a text, stays.</summary>
internal sealed class SwapWordsAugmentation(double chance) : Augmentation
{
    public override void Apply(BatchRows rows, ref SplitMix64 random)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var own = rows.Tokens.AsSpan(row * rows.Longest, (int)rows.Lengths[row]);
            for (var i = 1; i + 1 < own.Length; i++)
            {
                if (Uniform(ref random) < chance)
                {
                    (own[i], own[i + 1]) = (own[i + 1], own[i]);
                }
            }
        }
    }
}
