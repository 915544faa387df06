using Lepton.Evaluation.Statistics;

namespace Lepton.Training.Torch.Network.Augmentations;

/// <summary>Cuts a random part out of each image and scales it to the image's size, bilinearly.</summary>
/// <param name="image">[C, H, W].</param>
/// <param name="most">Share of a side that is cut away at most.</param>
internal sealed class CropAugmentation(IReadOnlyList<int> image, double most) : Augmentation
{
    private float[] before = [];

    public override void Apply(BatchRows rows, ref SplitMix64 random)
    {
        var (height, width) = (image[1], image[2]);
        before = before.Length == rows.Width ? before : new float[rows.Width];
        for (var row = 0; row < rows.Count; row++)
        {
            var kept = 1 - (Uniform(ref random) * most);
            var (top, left) = (Uniform(ref random) * (1 - kept) * (height - 1), Uniform(ref random) * (1 - kept) * (width - 1));
            var pixels = rows.Values.AsSpan(row * rows.Width, rows.Width);
            pixels.CopyTo(before);
            for (var channel = 0; channel < image[0]; channel++)
            {
                var plane = before.AsSpan(channel * height * width, height * width);
                for (var y = 0; y < height; y++)
                {
                    for (var x = 0; x < width; x++)
                    {
                        pixels[(channel * height * width) + (y * width) + x] = At(plane, top + (y * kept), left + (x * kept), height, width);
                    }
                }
            }
        }
    }

    private static float At(ReadOnlySpan<float> plane, double y, double x, int height, int width)
    {
        var (y0, x0) = ((int)y, (int)x);
        var (y1, x1) = (Math.Min(y0 + 1, height - 1), Math.Min(x0 + 1, width - 1));
        var (dy, dx) = ((float)(y - y0), (float)(x - x0));
        var upper = (plane[(y0 * width) + x0] * (1 - dx)) + (plane[(y0 * width) + x1] * dx);
        var lower = (plane[(y1 * width) + x0] * (1 - dx)) + (plane[(y1 * width) + x1] * dx);
        return (upper * (1 - dy)) + (lower * dy);
    }
}
