using System.Runtime.InteropServices;

namespace Lepton.Training.Torch.Network;

/// <summary>Numbers in a file, as they lie in memory.</summary>
internal static class RowFile
{
    public static void Write<T>(string path, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        using var file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes(values));
    }

    /// <exception cref="InvalidDataException">The file does not hold whole values.</exception>
    public static unsafe T[] Read<T>(string path)
        where T : unmanaged
    {
        using var file = File.OpenRead(path);
        if (file.Length % sizeof(T) != 0)
        {
            throw new InvalidDataException($"'{path}' ends within a value");
        }

        var values = new T[file.Length / sizeof(T)];
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
