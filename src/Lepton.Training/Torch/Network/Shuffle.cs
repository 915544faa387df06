namespace Lepton.Training.Torch.Network;

/// <summary>The order of rows in an epoch, of seed and epoch alone: no state of a generator is to be kept.</summary>
internal static class Shuffle
{
    /// <summary>A seed for one epoch or step.</summary>
    public static ulong SeedOf(long seed, int epoch, int step) => Mix(Mix(Mix((ulong)seed) ^ (ulong)epoch) ^ (ulong)step);

    /// <summary>Numbers of rows in random order (Fisher and Yates, Durstenfeld 1964).</summary>
    public static long[] Order(int rows, long seed, int epoch)
    {
        var order = new long[rows];
        for (var i = 0; i < rows; i++)
        {
            order[i] = i;
        }

        var state = SeedOf(seed, epoch, -1);
        for (var i = rows - 1; i > 0; i--)
        {
            state = Mix(state);
            var j = (int)(state % (ulong)(i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    // The step of SplitMix64 (Steele, Lea and Flood 2014).
    private static ulong Mix(ulong value)
    {
        var z = value + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
