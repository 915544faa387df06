using Google.Protobuf;

namespace Lepton.Onnx.Internal;

/// <summary>Writes the fields of one protobuf message. Field numbers are those of onnx.proto.</summary>
#pragma warning disable CA1001 // A memory stream holds nothing but memory.
internal sealed class MessageWriter
#pragma warning restore CA1001
{
    private readonly MemoryStream buffer = new();

    public void Varint(int field, long value) => Write(field, WireFormat.WireType.Varint, o => o.WriteInt64(value));

    public void Float(int field, float value) => Write(field, WireFormat.WireType.Fixed32, o => o.WriteFloat(value));

    public void Text(int field, string value) => Write(field, WireFormat.WireType.LengthDelimited, o => o.WriteString(value));

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteLength(value.Length);
        }

        buffer.Write(value);
    }

    public void Message(int field, MessageWriter message) => Bytes(field, message.buffer.GetBuffer().AsSpan(0, (int)message.buffer.Length));

    /// <summary>Unpacked, as proto2 declares these fields.</summary>
    public void Floats(int field, IReadOnlyList<float> values)
    {
        using var output = new CodedOutputStream(buffer, leaveOpen: true);
        foreach (var value in values)
        {
            output.WriteTag(field, WireFormat.WireType.Fixed32);
            output.WriteFloat(value);
        }
    }

    public void Varints(int field, IReadOnlyList<long> values)
    {
        using var output = new CodedOutputStream(buffer, leaveOpen: true);
        foreach (var value in values)
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteInt64(value);
        }
    }

    /// <summary>Adds a field of another message as it is.</summary>
    public void Copy(MessageField field)
    {
        if (field.Type == WireFormat.WireType.LengthDelimited)
        {
            Bytes(field.Number, field.Bytes.Span);
            return;
        }

        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            output.WriteTag(field.Number, field.Type);
        }

        buffer.Write(field.Bytes.Span);
    }

    /// <summary>Adds another message's fields to this one's.</summary>
    public void Append(MessageWriter fields) => fields.buffer.WriteTo(buffer);

    public byte[] ToArray() => buffer.ToArray();

    private void Write(int field, WireFormat.WireType type, Action<CodedOutputStream> value)
    {
        using var output = new CodedOutputStream(buffer, leaveOpen: true);
        output.WriteTag(field, type);
        value(output);
    }
}
