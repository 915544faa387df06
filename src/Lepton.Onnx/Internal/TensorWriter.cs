using System.Runtime.InteropServices;
using Lepton.Runtime;

namespace Lepton.Onnx.Internal;

/// <summary>Constants of a graph; numbers as raw little-endian bytes.</summary>
internal static class TensorWriter
{
    public static (string Name, MessageWriter Tensor) Of(string name, float[] values, IReadOnlyList<long> shape) =>
        Raw(name, ElementType.Float, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    public static (string Name, MessageWriter Tensor) Of(string name, double[] values, IReadOnlyList<long> shape) =>
        Raw(name, ElementType.Double, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    public static (string Name, MessageWriter Tensor) Of(string name, long[] values, IReadOnlyList<long> shape) =>
        Raw(name, ElementType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    public static (string Name, MessageWriter Tensor) Of(string name, string[] values, IReadOnlyList<long> shape)
    {
        var tensor = Header(ElementType.String, shape);
        foreach (var value in values)
        {
            tensor.Text(6, value);
        }

        tensor.Text(8, name);
        return (name, tensor);
    }

    private static (string Name, MessageWriter Tensor) Raw(string name, ElementType type, ReadOnlySpan<byte> bytes, IReadOnlyList<long> shape)
    {
        var tensor = Header(type, shape);
        tensor.Text(8, name);
        tensor.Bytes(9, bytes);
        return (name, tensor);
    }

    private static MessageWriter Header(ElementType type, IReadOnlyList<long> shape)
    {
        var tensor = new MessageWriter();
        tensor.Varints(1, shape);
        tensor.Varint(2, (long)type);
        return tensor;
    }
}
