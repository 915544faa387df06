using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.GitOps.Evidence.Signing;

/// <summary>Bytes with signatures over them and their type (DSSE v1.0.2, https://github.com/secure-systems-lab/dsse).</summary>
/// <param name="Signatures">In DER, each with the hint which key it is of.</param>
public sealed record DsseEnvelope(string PayloadType, byte[] Payload, IReadOnlyList<(string KeyId, byte[] Signature)> Signatures)
{
    /// <summary>An in-toto statement.</summary>
    public const string Statement = "application/vnd.in-toto+json";

    /// <param name="keyId">The hint; empty where the format around it has one.</param>
    public static DsseEnvelope Sign(string payloadType, byte[] payload, SigningKey key, string keyId) =>
        new(payloadType, payload, [(keyId, key.Sign(Encode(payloadType, payload)))]);

    /// <summary>Whether one of the signatures is of a key. Hints are not believed.</summary>
    public bool IsOf(VerificationKey key)
    {
        var signed = Encode(PayloadType, Payload);
        return Signatures.Any(s => key.Verifies(signed, s.Signature));
    }

    public JsonObject ToJson() => new()
    {
        ["payload"] = Convert.ToBase64String(Payload),
        ["payloadType"] = PayloadType,
        ["signatures"] = new JsonArray([.. Signatures.Select(s => (JsonNode)new JsonObject { ["keyid"] = s.KeyId, ["sig"] = Convert.ToBase64String(s.Signature) })]),
    };

    /// <summary>Null where it is none.</summary>
    public static DsseEnvelope? Parse(JsonNode? json)
    {
        try
        {
            return json is JsonObject map && map["signatures"] is JsonArray signatures
                ? new DsseEnvelope(
                    (string)map["payloadType"]!,
                    FromBase64((string)map["payload"]!),
                    [.. signatures.Select(s => ((string?)s!["keyid"] ?? string.Empty, FromBase64((string)s["sig"]!)))])
                : null;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or NullReferenceException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The bytes that are signed: type and payload with their lengths before them (PAE).</summary>
    public static byte[] Encode(string payloadType, ReadOnlySpan<byte> payload) =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(payloadType)} {payloadType} {payload.Length} "), .. payload];

    // Both alphabets are allowed, with the padding or without it.
    private static byte[] FromBase64(string text) => Base64Url.DecodeFromChars(text.Replace('+', '-').Replace('/', '_').AsSpan().TrimEnd('='));
}
