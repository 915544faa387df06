namespace Lepton.Training.Torch;

/// <summary>A tensor of libtorch. It lives until its scope ends, or until it is disposed of before; the garbage collector has no part in it.</summary>
internal sealed class Tensor : IDisposable
{
    private nint handle;

    internal Tensor(nint handle) => this.handle = handle;

    /// <exception cref="ObjectDisposedException">Its scope has ended.</exception>
    public nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Tensor), "the scope of this tensor has ended");

    public IReadOnlyList<long> Shape => ShapeOf(Handle);

    public ScalarType Type => Native.lt_type(Handle);

    /// <summary>The number of values.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>The only value of a tensor of one float32 value.</summary>
    public float Scalar
    {
        get
        {
            Span<float> value = stackalloc float[1];
            Read(value);
            return value[0];
        }
    }

    /// <summary>The size of a dimension; negative ones count from the end.</summary>
    public long Size(int dimension) => Native.lt_size(Handle, dimension < 0 ? dimension + Native.lt_rank(Handle) : dimension);

    /// <summary>Copies the values, row-major, into memory of exactly their size.</summary>
    /// <exception cref="TorchException">The sizes differ.</exception>
    public unsafe void Read<T>(Span<T> target)
        where T : unmanaged
    {
        fixed (T* first = target)
        {
            TorchLibrary.Check(Native.lt_read(Handle, first, (long)target.Length * sizeof(T)), "read");
        }
    }

    /// <summary>The values, row-major.</summary>
    /// <exception cref="TorchException"><typeparamref name="T"/> is not the type of the values.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var values = new T[Count];
        Read(values.AsSpan());
        return values;
    }

    /// <summary>Puts values, row-major, in place of its own.</summary>
    /// <exception cref="TorchException">The sizes differ.</exception>
    public unsafe void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        fixed (T* first = values)
        {
            TorchLibrary.Check(Native.lt_write(Handle, first, (long)values.Length * sizeof(T)), "write");
        }
    }

    /// <summary>Has operations on it recorded for <see cref="Backward"/>.</summary>
    public void RequireGradient(bool required = true) => TorchLibrary.Check(Native.lt_requires_grad(Handle, required ? 1 : 0), "requires_grad_");

    /// <summary>Adds the gradient of this, one value, to every tensor that requires one.</summary>
    /// <exception cref="TorchException">Nothing was recorded.</exception>
    public void Backward() => TorchLibrary.Check(Native.lt_backward(Handle), "backward");

    public void ClearGradient() => TorchLibrary.Check(Native.lt_clear_grad(Handle), "clear_grad");

    public void Dispose()
    {
        if (handle != 0)
        {
            Native.lt_free(handle);
            handle = 0;
        }
    }

    public override string ToString() => handle == 0 ? "a tensor whose scope has ended" : $"{Type} [{string.Join(", ", Shape)}]";

    internal static long[] ShapeOf(nint tensor)
    {
        var shape = new long[Native.lt_rank(tensor)];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = Native.lt_size(tensor, i);
        }

        return shape;
    }
}
