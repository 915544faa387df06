using Lepton.Evaluation.Statistics;

namespace Lepton.Training.Torch.Network.Augmentations;

/// <summary>Mixes each row with another one, and their losses with it (Zhang et al. 2018): a share of Beta(α, α), one a step.</summary>
internal sealed class MixupAugmentation(double alpha) : Augmentation
{
    private float[] before = [];

    public override void Apply(BatchRows rows, ref SplitMix64 random)
    {
        var (first, second) = (Gamma(ref random), Gamma(ref random));
        rows.Share = first + second > 0 ? first / (first + second) : 1;
        rows.Partners = random.Permutation(rows.Count);
        var all = rows.Values.AsSpan(0, rows.Count * rows.Width);
        before = before.Length >= all.Length ? before : new float[all.Length];
        all.CopyTo(before);
        var share = (float)rows.Share;
        for (var row = 0; row < rows.Count; row++)
        {
            var own = all.Slice(row * rows.Width, rows.Width);
            var other = before.AsSpan(rows.Partners[row] * rows.Width, rows.Width);
            for (var i = 0; i < own.Length; i++)
            {
                own[i] = (share * own[i]) + ((1 - share) * other[i]);
            }
        }
    }

    // Marsaglia and Tsang 2000; below 1 by the power of a uniform number.
    private double Gamma(ref SplitMix64 random)
    {
        var shape = alpha < 1 ? alpha + 1 : alpha;
        var (d, c) = (shape - (1.0 / 3), 1 / Math.Sqrt(9 * (shape - (1.0 / 3))));
        while (true)
        {
            var x = Normal(ref random);
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - Uniform(ref random)) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return alpha < 1 ? d * v * Math.Pow(Uniform(ref random), 1 / alpha) : d * v;
            }
        }
    }
}
