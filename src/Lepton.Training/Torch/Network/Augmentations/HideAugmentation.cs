using Lepton.Evaluation.Statistics;
using Lepton.Training.Preprocessing;

namespace Lepton.Training.Torch.Network.Augmentations;

/// <summary>
/// Hides tokens that are to be guessed, as BERT was trained (Devlin et al. 2019): 15 % of them, of which 80 % stand as masks, 10 % as other
/// tokens, and 10 % as they are. Those that are asked for are the labels.
/// </summary>
internal sealed class HideAugmentation(int entries) : Augmentation
{
    private const double Share = 0.15, Masked = 0.8, Swapped = 0.1;

    public override void Apply(BatchRows rows, ref SplitMix64 random)
    {
        var hidden = new List<long>();
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i < rows.Lengths[row]; i++)
            {
                var at = (row * rows.Longest) + i;
                var token = rows.Tokens[at];
                if (token < TextTokens.Reserved || Uniform(ref random) >= Share)
                {
                    continue;
                }

                hidden.Add(at);
                rows.Labels[at] = token;
                var kind = Uniform(ref random);
                rows.Tokens[at] = kind < Masked ? TextTokens.Mask
                    : kind < Masked + Swapped ? TextTokens.Reserved + (long)(Uniform(ref random) * (entries - TextTokens.Reserved))
                    : token;
            }
        }

        rows.Hidden = [.. hidden];
    }

    /// <summary>Hides those that are asked for when a model is judged; nothing is random there.</summary>
    public static void Judge(BatchRows rows)
    {
        var hidden = new List<long>();
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i < rows.Lengths[row]; i++)
            {
                var at = (row * rows.Longest) + i;
                if (HiddenTokens.IsHidden(rows.Tokens[at], i, rows.Lengths[row]))
                {
                    hidden.Add(at);
                    rows.Labels[at] = rows.Tokens[at];
                    rows.Tokens[at] = TextTokens.Mask;
                }
            }
        }

        rows.Hidden = [.. hidden];
    }
}
