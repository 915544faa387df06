using System.Text;
using Google.Protobuf;

namespace Lepton.Onnx.Internal;

/// <summary>A field of a protobuf message.</summary>
/// <param name="Bytes">What it holds, without tag and length.</param>
internal readonly record struct MessageField(int Number, WireFormat.WireType Type, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <exception cref="InvalidDataException">It is no number.</exception>
    public long Number64
    {
        get
        {
            var at = 0;
            return Type == WireFormat.WireType.Varint ? (long)MessageReader.Varint(Bytes, ref at) : throw new InvalidDataException("a field is no number");
        }
    }
}
