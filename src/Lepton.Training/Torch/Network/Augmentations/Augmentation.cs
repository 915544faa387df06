using Lepton.Evaluation.Statistics;
using Lepton.Specs.Models;

namespace Lepton.Training.Torch.Network.Augmentations;

/// <summary>Random changes of rows, made anew for each step, all drawn from its seed.</summary>
internal abstract class Augmentation
{
    public abstract void Apply(BatchRows rows, ref SplitMix64 random);

    /// <summary>Those that a network's hyperparameters ask for, in the order in which they are made.</summary>
    public static IReadOnlyList<Augmentation> Of(NetworkShape shape)
    {
        var (set, image) = (shape.Set, shape.Layout.Image);
        var all = new List<Augmentation?>();
        if (shape.IsLanguage)
        {
            return [new HideAugmentation(shape.Layout.Entries)];
        }

        // A perceptron sees numbers in an image's pixels.
        if (shape.Family == TorchFamily.Cnn && image.Count > 0)
        {
            all.Add(set.Choice("flip") is var flip and not "none" ? new FlipAugmentation(image, flip == "horizontal") : null);
            all.Add(set.Number("crop") is var crop and > 0 ? new CropAugmentation(image, crop) : null);
            all.Add(set.Integer("shift") is var shift and > 0 ? new ShiftAugmentation(image, shift) : null);
            all.Add(set.Number("noise") is var noise and > 0 ? new NoiseAugmentation(noise) : null);
            all.Add(set.Number("mixup") is var mixup and > 0 ? new MixupAugmentation(mixup) : null);
        }
        else if (image.Count == 0 && shape.Layout is { Fields: 0, Entries: > 0 })
        {
            all.Add(set.Has("swap-words") && set.Number("swap-words") is var swap and > 0 ? new SwapWordsAugmentation(swap) : null);
            all.Add(set.Number("drop-words") is var drop and > 0 ? new DropWordsAugmentation(drop) : null);
        }

        return [.. all.OfType<Augmentation>()];
    }

    /// <summary>In [0, 1).</summary>
    protected static double Uniform(ref SplitMix64 random) => (random.Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Of the standard normal distribution, by Box and Muller's method.</summary>
    protected static double Normal(ref SplitMix64 random) =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform(ref random))) * Math.Cos(2 * Math.PI * Uniform(ref random));
}
