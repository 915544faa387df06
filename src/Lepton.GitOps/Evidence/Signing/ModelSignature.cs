using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Core.Json;

namespace Lepton.GitOps.Evidence.Signing;

/// <summary>
/// The signature over all files of a folder: OpenSSF Model Signing v1.0 (https://github.com/ossf/model-signing-spec), whose own tool verifies it too. An in-toto statement
/// that lists the files, in a DSSE envelope, in a Sigstore bundle with the key's hint.
/// </summary>
public static class ModelSignature
{
    private const string BundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private const string StatementType = "https://in-toto.io/Statement/v1";
    private const string PredicateType = "https://model_signing/signature/v1.0";

    /// <summary>Signs files.</summary>
    /// <param name="name">What the model is called: the folder's name.</param>
    /// <param name="files">All of the folder but the signature itself.</param>
    /// <param name="signature">Names of the signature's own file and of others that it does not cover.</param>
    public static JsonObject Sign(string name, IEnumerable<(string Name, Digest Digest)> files, SigningKey key, params string[] signature)
    {
        var sorted = files.OrderBy(f => f.Name, CodePoints.Order).ToList();
        var statement = new JsonObject
        {
            ["_type"] = StatementType,
            ["subject"] = new JsonArray(new JsonObject { ["name"] = name, ["digest"] = new JsonObject { ["sha256"] = Root(sorted.Select(f => f.Digest)) } }),
            ["predicateType"] = PredicateType,
            ["predicate"] = new JsonObject
            {
                ["serialization"] = new JsonObject { ["method"] = "files", ["hash_type"] = "sha256", ["allow_symlinks"] = false, ["ignore_paths"] = new JsonArray([.. signature.Select(s => (JsonNode)s)]) },
                ["resources"] = new JsonArray([.. sorted.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["digest"] = f.Digest.Hex, ["algorithm"] = "sha256" })]),
            },
        };

        // The hint stands in the bundle; the specification's own tool leaves the envelope's empty.
        return new JsonObject
        {
            ["mediaType"] = BundleType,
            ["verificationMaterial"] = new JsonObject { ["publicKey"] = new JsonObject { ["hint"] = key.Public.Id }, ["tlogEntries"] = new JsonArray() },
            ["dsseEnvelope"] = DsseEnvelope.Sign(DsseEnvelope.Statement, CanonicalJson.Serialize(statement), key, string.Empty).ToJson(),
        };
    }

    /// <summary>The files that a key's owner signed with their digests, or why there are none.</summary>
    public static (IReadOnlyDictionary<string, Digest>? Files, string? Problem) Read(ReadOnlySpan<byte> bundle, IReadOnlyList<VerificationKey> keys)
    {
        try
        {
            var json = JsonNode.Parse(bundle);
            if (DsseEnvelope.Parse(json?["dsseEnvelope"]) is not { } envelope || envelope.PayloadType != DsseEnvelope.Statement || envelope.Signatures.Count != 1)
            {
                return (null, "it is no Sigstore bundle with one signed statement");
            }

            if (!keys.Any(envelope.IsOf))
            {
                return (null, "it is of none of the keys that are trusted");
            }

            var statement = JsonNode.Parse(envelope.Payload)!;
            if ((string?)statement["_type"] != StatementType || (string?)statement["predicateType"] != PredicateType || (string?)statement["predicate"]?["serialization"]?["method"] != "files")
            {
                return (null, "what is signed is no list of files as OpenSSF Model Signing v1.0 has it");
            }

            var resources = statement["predicate"]!["resources"]!.AsArray().Select(r => (Name: (string)r!["name"]!, Digest: Digest.Parse("sha256:" + (string)r["digest"]!), Algorithm: (string?)r["algorithm"])).ToList();
            return resources.Any(r => r.Algorithm != "sha256") ? (null, "it uses another hash than SHA-256")
                : (string?)statement["subject"]![0]!["digest"]!["sha256"] != Root(resources.Select(r => r.Digest)) ? (null, "its digest over all files is not that of its files")
                : resources.DistinctBy(r => r.Name, StringComparer.Ordinal).Count() < resources.Count ? (null, "it lists a file twice")
                : (resources.ToDictionary(r => r.Name, r => r.Digest, StringComparer.Ordinal), null);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            return (null, "it cannot be read");
        }
    }

    // SHA-256 over the files' own digests, one after the other.
    private static string Root(IEnumerable<Digest> digests)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var digest in digests)
        {
            hash.AppendData(Convert.FromHexString(digest.Hex));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Ordinal comparison of UTF-16 puts signs beyond the basic plane elsewhere; bytes of UTF-8 are in the order of code points.
    private sealed class CodePoints : IComparer<string>
    {
        public static CodePoints Order { get; } = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
