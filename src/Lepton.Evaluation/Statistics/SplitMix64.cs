using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lepton.Evaluation.Statistics;

/// <summary>Steele, Lea and Flood 2014: a generator whose numbers are the same on every machine and in every version of .NET.</summary>
public struct SplitMix64(ulong state)
{
    private ulong state = state;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>In [0,1), by 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>How often each of n places is hit by n draws.</summary>
    public void Multinomial(int[] counts)
    {
        Array.Clear(counts);
        var n = (uint)counts.Length;
        var i = 0;
        for (; i + 1 < counts.Length; i += 2)
        {
            // Two draws out of one number; the bias of the multiplication is below n/2^32.
            var bits = Next();
            counts[(int)(((bits & 0xFFFFFFFFUL) * n) >> 32)]++;
            counts[(int)(((bits >> 32) * n) >> 32)]++;
        }

        if (i < counts.Length)
        {
            counts[(int)(((Next() >> 32) * n) >> 32)]++;
        }
    }

    /// <summary>The same draws in bytes. A place is hit more than 255 times by n draws of n less than once in 10^500.</summary>
    public void Multinomial(Span<byte> counts)
    {
        counts.Clear();
        var n = (uint)counts.Length;
        ref var first = ref MemoryMarshal.GetReference(counts);
        var i = 0;
        for (; i + 1 < counts.Length; i += 2)
        {
            // A product's upper half is below n: no place is outside.
            var bits = Next();
            Unsafe.Add(ref first, (nuint)(((bits & 0xFFFFFFFFUL) * n) >> 32))++;
            Unsafe.Add(ref first, (nuint)(((bits >> 32) * n) >> 32))++;
        }

        if (i < counts.Length)
        {
            Unsafe.Add(ref first, (nuint)(((Next() >> 32) * n) >> 32))++;
        }
    }

    /// <summary>A random order of 0 … n-1 (Fisher-Yates).</summary>
    public int[] Permutation(int n)
    {
        var order = Enumerable.Range(0, n).ToArray();
        for (var i = n - 1; i > 0; i--)
        {
            var j = (int)(((Next() >> 32) * (ulong)(i + 1)) >> 32);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
