using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Lepton.Runtime.Internal;

namespace Lepton.Runtime;

/// <summary>A tensor: made from an array that it borrows until it is disposed, or returned by a run.</summary>
public sealed unsafe class OnnxValue : IDisposable
{
    private readonly OnnxRuntime runtime;
    private GCHandle pin;

    internal OnnxValue(OnnxRuntime runtime, nint handle, GCHandle pin = default)
    {
        this.runtime = runtime;
        this.pin = pin;
        Handle = handle;
    }

    internal nint Handle { get; private set; }

    /// <summary>Borrows the array (row-major, at least as long as the shape says); the array stays pinned until the value is disposed.</summary>
    public static OnnxValue Create<T>(OnnxRuntime runtime, T[] data, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var pin = GCHandle.Alloc(data, GCHandleType.Pinned);
        try
        {
            var bytes = Elements(shape) * Unsafe.SizeOf<T>();
            ArgumentOutOfRangeException.ThrowIfLessThan((long)data.Length * Unsafe.SizeOf<T>(), bytes, nameof(data));
            nint handle;
            fixed (long* dimensions = shape)
            {
                runtime.Check(((delegate* unmanaged<nint, nint, nuint, long*, nuint, int, nint*, nint>)runtime[Slots.CreateTensorWithDataAsOrtValue])(
                    runtime.Memory, pin.AddrOfPinnedObject(), (nuint)bytes, dimensions, (nuint)shape.Length, (int)TypeOf<T>(), &handle));
            }

            return new OnnxValue(runtime, handle, pin);
        }
        catch
        {
            pin.Free();
            throw;
        }
    }

    /// <summary>Copies strings into a tensor. Strings must not contain NUL.</summary>
    public static OnnxValue CreateStrings(OnnxRuntime runtime, ReadOnlySpan<string> data, params ReadOnlySpan<long> shape)
    {
        var total = 0;
        foreach (var text in data)
        {
            total += Encoding.UTF8.GetByteCount(text) + 1;
        }

        nint handle;
        fixed (long* dimensions = shape)
        {
            runtime.Check(((delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)runtime[Slots.CreateTensorAsOrtValue])(
                runtime.Allocator, dimensions, (nuint)shape.Length, (int)ElementType.String, &handle));
        }

        var value = new OnnxValue(runtime, handle);
        var bytes = (byte*)NativeMemory.Alloc((nuint)Math.Max(total, 1));
        var pointers = (byte**)NativeMemory.Alloc((nuint)Math.Max(data.Length, 1), (nuint)sizeof(byte*));
        try
        {
            var at = bytes;
            for (var i = 0; i < data.Length; i++)
            {
                pointers[i] = at;
                at += Encoding.UTF8.GetBytes(data[i], new Span<byte>(at, (int)(bytes + total - at)));
                *at++ = 0;
            }

            runtime.Check(((delegate* unmanaged<nint, byte**, nuint, nint>)runtime[Slots.FillStringTensor])(handle, pointers, (nuint)data.Length));
            return value;
        }
        catch
        {
            value.Dispose();
            throw;
        }
        finally
        {
            NativeMemory.Free(bytes);
            NativeMemory.Free(pointers);
        }
    }

    /// <summary>The dimensions, outermost first.</summary>
    public long[] Shape()
    {
        var info = Info();
        try
        {
            nuint rank;
            runtime.Check(((delegate* unmanaged<nint, nuint*, nint>)runtime[Slots.GetDimensionsCount])(info, &rank));
            var shape = new long[rank];
            fixed (long* dimensions = shape)
            {
                runtime.Check(((delegate* unmanaged<nint, long*, nuint, nint>)runtime[Slots.GetDimensions])(info, dimensions, rank));
            }

            return shape;
        }
        finally
        {
            runtime.Release(Slots.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    public ElementType Type()
    {
        var info = Info();
        int type;
        runtime.Check(((delegate* unmanaged<nint, int*, nint>)runtime[Slots.GetTensorElementType])(info, &type));
        runtime.Release(Slots.ReleaseTensorTypeAndShapeInfo, info);
        return (ElementType)type;
    }

    /// <summary>The elements in row-major order; valid until the value is disposed.</summary>
    public Span<T> Data<T>()
        where T : unmanaged
    {
        nint data;
        runtime.Check(((delegate* unmanaged<nint, nint*, nint>)runtime[Slots.GetTensorMutableData])(Handle, &data));
        return new Span<T>((void*)data, (int)Elements(Shape()));
    }

    /// <summary>The elements of a string tensor in row-major order.</summary>
    public string[] Strings()
    {
        var count = (int)Elements(Shape());
        nuint length;
        runtime.Check(((delegate* unmanaged<nint, nuint*, nint>)runtime[Slots.GetStringTensorDataLength])(Handle, &length));
        var bytes = new byte[length];
        var offsets = new nuint[count];
        fixed (byte* content = bytes)
        fixed (nuint* starts = offsets)
        {
            runtime.Check(((delegate* unmanaged<nint, byte*, nuint, nuint*, nuint, nint>)runtime[Slots.GetStringTensorContent])(
                Handle, content, length, starts, (nuint)count));
        }

        var strings = new string[count];
        for (var i = 0; i < count; i++)
        {
            var end = i + 1 < count ? (int)offsets[i + 1] : bytes.Length;
            strings[i] = Encoding.UTF8.GetString(bytes.AsSpan((int)offsets[i]..end));
        }

        return strings;
    }

    public void Dispose()
    {
        runtime.Release(Slots.ReleaseValue, Handle);
        Handle = 0;
        if (pin.IsAllocated)
        {
            pin.Free();
        }
    }

    private nint Info()
    {
        nint info;
        runtime.Check(((delegate* unmanaged<nint, nint*, nint>)runtime[Slots.GetTensorTypeAndShape])(Handle, &info));
        return info;
    }

    private static long Elements(ReadOnlySpan<long> shape)
    {
        var product = 1L;
        foreach (var dimension in shape)
        {
            product *= dimension;
        }

        return product;
    }

    private static ElementType TypeOf<T>() =>
        typeof(T) == typeof(float) ? ElementType.Float
        : typeof(T) == typeof(double) ? ElementType.Double
        : typeof(T) == typeof(long) ? ElementType.Int64
        : typeof(T) == typeof(int) ? ElementType.Int32
        : typeof(T) == typeof(bool) ? ElementType.Bool
        : typeof(T) == typeof(byte) ? ElementType.UInt8
        : throw new NotSupportedException($"no tensor element type for {typeof(T).Name}");
}
