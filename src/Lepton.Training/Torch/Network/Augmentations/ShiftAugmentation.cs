using Lepton.Evaluation.Statistics;

namespace Lepton.Training.Torch.Network.Augmentations;

/// <summary>Moves each image by up to so many pixels in each direction; what comes in repeats the image's edge.</summary>
/// <param name="image">[C, H, W].</param>
internal sealed class ShiftAugmentation(IReadOnlyList<int> image, int most) : Augmentation
{
    private float[] before = [];

    public override void Apply(BatchRows rows, ref SplitMix64 random)
    {
        var (height, width) = (image[1], image[2]);
        before = before.Length == rows.Width ? before : new float[rows.Width];
        for (var row = 0; row < rows.Count; row++)
        {
            var down = (int)(Uniform(ref random) * ((2 * most) + 1)) - most;
            var right = (int)(Uniform(ref random) * ((2 * most) + 1)) - most;
            var pixels = rows.Values.AsSpan(row * rows.Width, rows.Width);
            pixels.CopyTo(before);
            for (var channel = 0; channel < image[0]; channel++)
            {
                var plane = channel * height * width;
                for (var y = 0; y < height; y++)
                {
                    var source = plane + (Math.Clamp(y - down, 0, height - 1) * width);
                    for (var x = 0; x < width; x++)
                    {
                        pixels[plane + (y * width) + x] = before[source + Math.Clamp(x - right, 0, width - 1)];
                    }
                }
            }
        }
    }
}
