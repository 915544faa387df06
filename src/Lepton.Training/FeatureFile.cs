using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lepton.Training;

/// <summary>Features of rows in a file: float32, row-major. Nobody holds them all in memory.</summary>
/// <param name="path">It may hold more rows.</param>
public sealed class FeatureFile(string path, int rows, int columns)
{
    public int Rows => rows;

    public FeatureFile Head(int count) => count >= rows ? this : new FeatureFile(path, count, columns);

    /// <summary>Puts rows at their place.</summary>
    public void Write(SafeFileHandle file, int start, ReadOnlySpan<float> values) =>
        RandomAccess.Write(file, MemoryMarshal.AsBytes(values), (long)start * columns * sizeof(float));

    /// <summary>Copies the rows to another file, if it is another.</summary>
    public void CopyTo(string other)
    {
        if (Path.GetFullPath(other) == Path.GetFullPath(path))
        {
            return;
        }

        using var from = File.OpenRead(path);
        using var to = File.Create(other);
        var buffer = new byte[1 << 20];
        for (var left = (long)rows * columns * sizeof(float); left > 0;)
        {
            var read = from.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
            {
                throw new EndOfStreamException($"'{path}' ends early");
            }

            to.Write(buffer, 0, read);
            left -= read;
        }
    }
}
