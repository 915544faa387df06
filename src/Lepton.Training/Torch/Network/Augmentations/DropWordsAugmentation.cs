using Lepton.Evaluation.Statistics;
using Lepton.Training.Preprocessing;

namespace Lepton.Training.Torch.Network.Augmentations;

/// <summary>Makes tokens unknown with a chance; the first, which starts a text, stays.</summary>
internal sealed class DropWordsAugmentation(double chance) : Augmentation
{
    public override void Apply(BatchRows rows, ref SplitMix64 random)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 1; i < rows.Lengths[row]; i++)
            {
                if (Uniform(ref random) < chance)
                {
                    rows.Tokens[(row * rows.Longest) + i] = TextTokens.Unknown;
                }
            }
        }
    }
}
