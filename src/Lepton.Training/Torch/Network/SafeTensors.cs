using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core.Json;

namespace Lepton.Training.Torch.Network;

/// <summary>
/// Tensors by name in a file: eight bytes with the length of a JSON header, the header, the values (the safetensors format of
/// Hugging Face). Only float32 is written; half precision is read too.
/// </summary>
internal static class SafeTensors
{
    // What the format's own reader allows.
    private const long LongestHeader = 100_000_000;

    private const string Metadata = "__metadata__";

    /// <param name="metadata">Texts by name that stand in the header, or null.</param>
    public static void Write(string path, IEnumerable<(string Name, IReadOnlyList<long> Shape, float[] Values)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = new JsonObject();
        if (metadata is not null)
        {
            header[Metadata] = new JsonObject(metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));
        }

        var all = tensors.ToList();
        var offset = 0L;
        foreach (var (name, shape, values) in all)
        {
            var end = offset + ((long)values.Length * sizeof(float));
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(s => (JsonNode)s)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var text = CanonicalJson.Serialize(header);
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        file.Write(length);
        file.Write(text);
        foreach (var (_, _, values) in all)
        {
            file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

    /// <summary>All tensors of a file by name.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or holds something other than numbers of 16 or 32 bits.</exception>
    public static IReadOnlyDictionary<string, (long[] Shape, float[] Values)> Read(string path) => Read(path, out _);

    /// <summary>The same, with the texts of the header.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or holds something other than numbers of 16 or 32 bits.</exception>
    public static IReadOnlyDictionary<string, (long[] Shape, float[] Values)> Read(string path, out IReadOnlyDictionary<string, string> metadata)
    {
        using var file = File.OpenRead(path);
        Span<byte> length = stackalloc byte[8];
        try
        {
            file.ReadExactly(length);
            var size = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (size is < 2 or > LongestHeader || size > file.Length - 8)
            {
                throw new InvalidDataException($"'{path}' is no safetensors file: its header would have {size} bytes");
            }

            var text = new byte[size];
            file.ReadExactly(text);
            var header = JsonNode.Parse(text)!.AsObject();
            metadata = (header[Metadata]?.AsObject() ?? []).ToDictionary(m => m.Key, m => m.Value!.GetValue<string>(), StringComparer.Ordinal);
            var found = new Dictionary<string, (long[], float[])>(StringComparer.Ordinal);
            foreach (var (name, entry) in header.Where(e => e.Key != Metadata))
            {
                found[name] = Tensor(file, 8 + size, name, entry!);
            }

            return found;
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException or InvalidOperationException or FormatException or NullReferenceException or OverflowException)
        {
            throw new InvalidDataException($"'{path}' is no safetensors file: {e.Message}", e);
        }
    }

    private static (long[] Shape, float[] Values) Tensor(FileStream file, long start, string name, JsonNode entry)
    {
        var type = (string?)entry["dtype"];
        if (type is not ("F32" or "F16" or "BF16"))
        {
            throw new InvalidDataException($"tensor '{name}' is of type {type}, only F32, F16 and BF16 are read");
        }

        var width = type == "F32" ? sizeof(float) : sizeof(ushort);

        long[] shape = [.. entry["shape"]!.AsArray().Select(s => s!.GetValue<long>())];
        var (from, to) = (entry["data_offsets"]![0]!.GetValue<long>(), entry["data_offsets"]![1]!.GetValue<long>());
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (from < 0 || to < from || start + to > file.Length || to - from != count * width || count > Array.MaxLength)
        {
            throw new InvalidDataException($"tensor '{name}' of shape [{string.Join(", ", shape)}] does not fit its place in the file");
        }

        var values = new float[count];
        file.Position = start + from;
        if (width == sizeof(float))
        {
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return (shape, values);
        }

        var halves = new ushort[count];
        file.ReadExactly(MemoryMarshal.AsBytes(halves.AsSpan()));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = type == "F16" ? (float)BitConverter.UInt16BitsToHalf(halves[i]) : BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
        }

        return (shape, values);
    }
}
