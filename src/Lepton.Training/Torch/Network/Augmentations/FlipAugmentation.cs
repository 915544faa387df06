using Lepton.Evaluation.Statistics;

namespace Lepton.Training.Torch.Network.Augmentations;

/// <summary>Mirrors each image with a chance of one half.</summary>
/// <param name="image">[C, H, W].</param>
internal sealed class FlipAugmentation(IReadOnlyList<int> image, bool isHorizontal) : Augmentation
{
    public override void Apply(BatchRows rows, ref SplitMix64 random)
    {
        var (height, width) = (image[1], image[2]);
        for (var row = 0; row < rows.Count; row++)
        {
            if (Uniform(ref random) >= 0.5)
            {
                continue;
            }

            var pixels = rows.Values.AsSpan(row * rows.Width, rows.Width);
            for (var channel = 0; channel < image[0]; channel++)
            {
                var plane = pixels.Slice(channel * height * width, height * width);
                for (var y = 0; y < height; y++)
                {
                    if (isHorizontal)
                    {
                        plane.Slice(y * width, width).Reverse();
                    }
                    else if (y < height / 2)
                    {
                        var upper = plane.Slice(y * width, width);
                        var lower = plane.Slice((height - 1 - y) * width, width);
                        for (var x = 0; x < width; x++)
                        {
                            (upper[x], lower[x]) = (lower[x], upper[x]);
                        }
                    }
                }
            }
        }
    }
}
