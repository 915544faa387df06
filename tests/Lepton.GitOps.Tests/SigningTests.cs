using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.GitOps.Evidence.Signing;
using Lepton.Testing;

namespace Lepton.GitOps.Tests;

public class SigningTests
{
    [Fact]
    public void The_bytes_that_are_signed_are_those_of_the_specification() =>
        Assert.Equal("DSSEv1 29 http://example.com/HelloWorld 11 hello world", Encoding.UTF8.GetString(DsseEnvelope.Encode("http://example.com/HelloWorld", "hello world"u8)));

    [Theory]
    [InlineData(256, "-sha256")]
    [InlineData(384, "-sha384")]
    [InlineData(521, "-sha512")]
    public void OpenSSL_verifies_what_our_keys_sign(int bits, string hash)
    {
        using var folder = new TempFolder();
        using var key = SigningKey.Create(bits);
        File.WriteAllText(folder.File("key.pub"), key.Public.Pem);
        File.WriteAllBytes(folder.File("content"), [1, 2, 3]);
        File.WriteAllBytes(folder.File("signature"), key.Sign([1, 2, 3]));
        Assert.Contains("Verified OK", OpenSsl(folder, "dgst", hash, "-verify", "key.pub", "-signature", "signature", "content"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("P-521")]
    public void Keys_and_certificates_of_OpenSSL_are_read(string curve)
    {
        using var folder = new TempFolder();
        OpenSsl(folder, "genpkey", "-algorithm", "EC", "-pkeyopt", $"ec_paramgen_curve:{curve}", "-out", "key.pem");
        OpenSsl(folder, "req", "-x509", "-new", "-key", "key.pem", "-subj", "/CN=release", "-days", "2", "-out", "certificate.pem");
        OpenSsl(folder, "pkey", "-in", "key.pem", "-pubout", "-out", "key.pub");
        using var key = SigningKey.Parse(File.ReadAllText(folder.File("key.pem")), "key.pem");
        var signature = key.Sign("abc"u8);
        foreach (var name in new[] { "key.pub", "certificate.pem" })
        {
            using var half = VerificationKey.Parse(File.ReadAllText(folder.File(name)), name);
            Assert.True(half.Verifies("abc"u8, signature));
            Assert.False(half.Verifies("abd"u8, signature));
            Assert.Equal(File.ReadAllText(folder.File("key.pub")), half.Pem);
        }
    }

    [Theory]
    [InlineData("rsa", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")]
    [InlineData("curve", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1")]
    [InlineData("edwards", "-algorithm", "ED25519")]
    [InlineData("encrypted", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes256", "-pass", "pass:x")]
    public void Other_keys_are_refused_without_a_word_of_what_is_in_them(string name, params string[] arguments)
    {
        using var folder = new TempFolder();
        OpenSsl(folder, ["genpkey", .. arguments, "-out", name]);
        var pem = File.ReadAllText(folder.File(name));
        var diagnostic = Assert.Single(Assert.Throws<DiagnosticException>(() => SigningKey.Parse(pem, name)).Diagnostics);
        Assert.Equal("LPT5101", diagnostic.Code);
        Assert.DoesNotContain(pem.Split('\n')[1], diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_key_has_no_place_where_signatures_are_verified()
    {
        using var key = SigningKey.Create(256);
        Assert.Contains("private", Assert.Throws<DiagnosticException>(() => VerificationKey.Parse(key.ToPem(), "k")).Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Throws<DiagnosticException>(() => VerificationKey.Parse("nothing", "k"));
        Assert.Throws<DiagnosticException>(() => SigningKey.Parse(key.Public.Pem, "k"));
    }

    [Fact]
    public void An_envelope_is_of_who_signed_it_and_of_nobody_else_whatever_its_hint_says()
    {
        using var key = SigningKey.Create(256);
        using var other = SigningKey.Create(256);
        var envelope = DsseEnvelope.Sign(DsseEnvelope.Statement, "{}"u8.ToArray(), key, other.Public.Id);
        var read = DsseEnvelope.Parse(JsonNode.Parse(envelope.ToJson().ToJsonString()))!;
        Assert.True(read.IsOf(key.Public));
        Assert.False(read.IsOf(other.Public));
        Assert.False((read with { PayloadType = "application/json" }).IsOf(key.Public));
        Assert.False((read with { Payload = "{ }"u8.ToArray() }).IsOf(key.Public));

        Assert.Null(DsseEnvelope.Parse(JsonNode.Parse("""{"payload":"?","payloadType":"x","signatures":[]}""")));
    }

    // URL-safe base64 is allowed as well. Payloads of each length, some of them with no letter that the alphabets differ in.
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("abc")]
    [InlineData(">>>?")]
    public void An_envelope_is_read_in_both_alphabets_of_base64_padded_or_not(string payload)
    {
        using var key = SigningKey.Create(256);
        var json = DsseEnvelope.Sign(DsseEnvelope.Statement, Encoding.UTF8.GetBytes(payload), key, string.Empty).ToJson();
        void Change(Func<string, string> change)
        {
            json["payload"] = change((string)json["payload"]!);
            json["signatures"]![0]!["sig"] = change((string)json["signatures"]![0]!["sig"]!);
            var read = DsseEnvelope.Parse(json);
            Assert.NotNull(read);
            Assert.True(read.IsOf(key.Public));
            Assert.Equal(payload, Encoding.UTF8.GetString(read.Payload));
        }

        Change(t => t);
        Change(t => t.Replace('+', '-').Replace('/', '_'));
        Change(t => t.TrimEnd('='));
        Change(t => t.Replace('-', '+').Replace('_', '/'));
    }

    [Fact]
    public void A_model_signature_lists_files_by_code_points_and_hashes_their_digests()
    {
        using var key = SigningKey.Create(384);
        (string, Digest)[] files = [("\U00010000", Digest.Of("b"u8)), ("\uffff", Digest.Of("a"u8)), ("a", Digest.Of("c"u8))];
        var bundle = ModelSignature.Sign("model", files, key, "model.sig");
        var statement = JsonNode.Parse(DsseEnvelope.Parse(bundle["dsseEnvelope"])!.Payload)!;
        Assert.Equal(["a", "\uffff", "\U00010000"], statement["predicate"]!["resources"]!.AsArray().Select(r => (string)r!["name"]!));
        var all = new[] { "c", "a", "b" }.SelectMany(t => System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(t))).ToArray();
        Assert.Equal(Digest.Of(all).Hex, (string)statement["subject"]![0]!["digest"]!["sha256"]!);
        Assert.Equal(key.Public.Id, (string)bundle["verificationMaterial"]!["publicKey"]!["hint"]!);
        var (read, problem) = ModelSignature.Read(Encoding.UTF8.GetBytes(bundle.ToJsonString()), [key.Public]);
        Assert.Null(problem);
        Assert.Equal(3, read!.Count);
    }

    [Fact]
    public void Bytes_of_a_model_signature_that_are_changed_anywhere_are_found_or_change_nothing()
    {
        using var key = SigningKey.Create(256);
        var bundle = Encoding.UTF8.GetBytes(ModelSignature.Sign("model", [("a", Digest.Of("a"u8)), ("b", Digest.Of("b"u8))], key, "model.sig").ToJsonString());
        var before = ModelSignature.Read(bundle, [key.Public]).Files!;
        for (var i = 0; i < bundle.Length; i++)
        {
            var changed = bundle.ToArray();
            changed[i] ^= 1;
            var (files, problem) = ModelSignature.Read(changed, [key.Public]);
            Assert.True(problem is not null || before.OrderBy(f => f.Key).SequenceEqual(files!.OrderBy(f => f.Key)), $"byte {i}");
        }
    }

    private static string OpenSsl(TempFolder folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + error.Result);
        return output;
    }
}
