using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lepton.Data.Table;

/// <summary>The tensors of rows one after the other, each row-major: in memory, or where they are many in a file that goes with them.</summary>
public sealed class TensorValues : IDisposable
{
    // Values; 64 MiB.
    private const long MostInMemory = 1 << 24;

    private readonly float[] memory = [];
    private readonly SafeFileHandle? file;
    private readonly string? folder;

    private TensorValues(long count, string? folder)
    {
        (Count, this.folder) = (count, folder);
        if (folder is null || count <= MostInMemory)
        {
            memory = new float[count];
            return;
        }

        file = File.OpenHandle(Path.Combine(folder, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose, count * sizeof(float));
    }

    /// <summary>How many values there are, of all rows.</summary>
    public long Count { get; }

    /// <summary>Room for so many values.</summary>
    /// <param name="folder">Where a file may lie, or null where all must be in memory.</param>
    public static TensorValues Allocate(long count, string? folder) => new(count, folder);

    public void Write(long start, ReadOnlySpan<float> values)
    {
        if (file is null)
        {
            values.CopyTo(memory.AsSpan(checked((int)start)));
            return;
        }

        RandomAccess.Write(file, MemoryMarshal.AsBytes(values), start * sizeof(float));
    }

    /// <summary>Fills memory with the values from a place on.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public void Read(long start, Span<float> target)
    {
        if (file is null)
        {
            memory.AsSpan(checked((int)start), target.Length).CopyTo(target);
            return;
        }

        var left = MemoryMarshal.AsBytes(target);
        for (var at = start * sizeof(float); left.Length > 0;)
        {
            var read = RandomAccess.Read(file, left, at);
            if (read == 0)
            {
                throw new EndOfStreamException("a file of tensors ends early");
            }

            left = left[read..];
            at += read;
        }
    }

    /// <summary>Removes the file, if there is one.</summary>
    public void Dispose() => file?.Dispose();

    /// <summary>The tensors of these rows, in their order.</summary>
    /// <param name="size">Values of a row.</param>
    public TensorValues Pick(int[] rows, int size)
    {
        var picked = new TensorValues((long)rows.Length * size, folder);
        var row = new float[size];
        for (var i = 0; i < rows.Length; i++)
        {
            Read((long)rows[i] * size, row);
            picked.Write((long)i * size, row);
        }

        return picked;
    }
}
