using Google.Protobuf;

namespace Lepton.Onnx.Internal;

/// <summary>Reads the fields of one protobuf message, without copying what they hold.</summary>
internal static class MessageReader
{
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public static IEnumerable<MessageField> Read(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var type = (WireFormat.WireType)(tag & 7);
            var start = at;
            var length = type switch
            {
                WireFormat.WireType.Fixed32 => 4,
                WireFormat.WireType.Fixed64 => 8,
                WireFormat.WireType.LengthDelimited => Length(message, ref start),
                WireFormat.WireType.Varint => LengthOfVarint(message, at),
                _ => throw new InvalidDataException("a field has a type that protobuf does not have"),
            };
            if (length > message.Length - start)
            {
                throw new InvalidDataException("a field ends behind its message");
            }

            at = start + length;
            yield return new MessageField((int)(tag >> 3), type, message.Slice(start, length));
        }
    }

    /// <summary>The last text of a field, or the empty one.</summary>
    public static string Text(ReadOnlyMemory<byte> message, int field)
    {
        var text = string.Empty;
        foreach (var found in Read(message))
        {
            text = found.Number == field ? found.Text : text;
        }

        return text;
    }

    internal static ulong Varint(ReadOnlyMemory<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length)
            {
                break;
            }

            var next = bytes.Span[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number does not end");
    }

    private static int Length(ReadOnlyMemory<byte> bytes, ref int at) =>
        Varint(bytes, ref at) is <= int.MaxValue and var length ? (int)length : throw new InvalidDataException("a field is too long");

    private static int LengthOfVarint(ReadOnlyMemory<byte> bytes, int at)
    {
        var end = at;
        Varint(bytes, ref end);
        return end - at;
    }
}
