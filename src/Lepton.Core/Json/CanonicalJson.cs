using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core.Digests;

namespace Lepton.Core.Json;

/// <summary>
/// JSON with one spelling for one value: keys in ordinal order, no white space, numbers in their shortest form
/// that reads back the same (after RFC 8785). Keys of steps are digests of it.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>UTF-8 bytes of the canonical form.</summary>
    public static byte[] Serialize(JsonNode? node)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, node);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The digest of the canonical form.</summary>
    public static Digest DigestOf(JsonNode? node) => Digest.Of(Serialize(node));

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject map:
                writer.WriteStartObject();
                foreach (var key in Keys(map))
                {
                    writer.WritePropertyName(key);
                    Write(writer, map[key]);
                }

                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteValue(writer, node.AsValue());
                break;
        }
    }

    private static string[] Keys(JsonObject map)
    {
        var keys = new string[map.Count];
        var i = 0;
        foreach (var entry in map)
        {
            keys[i++] = entry.Key;
        }

        Array.Sort(keys, StringComparer.Ordinal);
        return keys;
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetValue<string>());
                break;
            case JsonValueKind.True:
                writer.WriteBooleanValue(true);
                break;
            case JsonValueKind.False:
                writer.WriteBooleanValue(false);
                break;
            case JsonValueKind.Number when value.TryGetValue<long>(out var whole):
                writer.WriteNumberValue(whole);
                break;
            case JsonValueKind.Number when value.TryGetValue<int>(out var small):
                writer.WriteNumberValue(small);
                break;
            case JsonValueKind.Number:
                WriteDouble(writer, value.GetValue<double>());
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteDouble(Utf8JsonWriter writer, double number)
    {
        // 3.0 and 3 are one value, so they get one spelling.
        if (Math.Abs(number) < 1e15 && number == Math.Floor(number))
        {
            writer.WriteNumberValue((long)number);
        }
        else
        {
            writer.WriteNumberValue(number);
        }
    }
}
