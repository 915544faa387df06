using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lepton.Training.Torch;

/// <summary>
/// First values of parameters, of a seed and the parameter's name alone: another layer more or less leaves the others' as they are,
/// and no version of libtorch changes them.
/// </summary>
/// <param name="path">Where the module is, such as <c>encoder.0</c>.</param>
internal sealed class Initializer(long seed, string path)
{
    /// <summary>The same for a part of the module.</summary>
    public Initializer Of(string part) => new(seed, path.Length == 0 ? part : $"{path}.{part}");

    /// <summary>Values between −bound and bound.</summary>
    public float[] Uniform(string name, int count, double bound)
    {
        var state = StateOf(name);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)((2 * Next(ref state)) - 1) * (float)bound;
        }

        return values;
    }

    /// <summary>Values of the normal distribution around zero, by Box and Muller's method.</summary>
    public float[] Normal(string name, int count, double deviation)
    {
        var state = StateOf(name);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - Next(ref state)));
            values[i] = (float)(deviation * radius * Math.Cos(2 * Math.PI * Next(ref state)));
        }

        return values;
    }

    private ulong StateOf(string name) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\0{path}\0{name}")));

    // SplitMix64 (Steele, Lea and Flood 2014), its upper 53 bits.
    private static double Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
