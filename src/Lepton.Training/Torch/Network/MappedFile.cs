using System.IO.MemoryMappedFiles;

namespace Lepton.Training.Torch.Network;

/// <summary>Numbers in a file, as they lie in memory; the system reads what is asked for, and drops it when memory is short.</summary>
internal sealed unsafe class MappedFile<T> : IDisposable
    where T : unmanaged
{
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;
    private readonly T* first;

    /// <exception cref="InvalidDataException">The file does not hold whole values.</exception>
    public MappedFile(string path)
    {
        var length = new FileInfo(path).Length;
        Count = length / sizeof(T);
        if (length % sizeof(T) != 0)
        {
            throw new InvalidDataException($"'{path}' ends within a value");
        }

        // An empty file cannot be mapped.
        if (length > 0)
        {
            file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            byte* pointer = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
            first = (T*)(pointer + view.PointerOffset);
        }
    }

    public long Count { get; }

    /// <summary>All values, of a file with at most 2³¹ of them.</summary>
    public ReadOnlySpan<T> All => new(first, checked((int)Count));

    public ReadOnlySpan<T> Slice(long start, int count) => start >= 0 && start + count <= Count
        ? new ReadOnlySpan<T>(first + start, count)
        : throw new InvalidDataException($"values {start} to {start + count} of a file that has {Count}");

    public void Dispose()
    {
        if (view is not null)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            file!.Dispose();
        }
    }
}
