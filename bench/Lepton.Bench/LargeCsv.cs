using System.Globalization;
using Lepton.Evaluation.Statistics;

namespace Lepton.Bench;

/// <summary>A csv of some 3 GB: 36 million rows of whole numbers, fractions and texts.</summary>
internal static class LargeCsv
{
    public static void Write(string path)
    {
        using var file = new StreamWriter(path, append: false, System.Text.Encoding.UTF8, 1 << 20);
        file.Write("id,g,a,b,s,y\n");
        var random = new SplitMix64(3);
        for (var i = 0; i < 36_000_000; i++)
        {
            var bits = random.Next();
            file.Write(string.Create(CultureInfo.InvariantCulture, $"{i},{bits % 1000},{(bits >> 20 & 0xFFFFF) / 1048576.0:R},{(bits >> 40) / 16777216.0:R},{bits:x16}{bits * 31:x16},{(bits & 1) == 0}\n"));
        }
    }
}
