using System.Security.Cryptography;
using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Evidence.Signing;

/// <summary>An ECDSA key on P-256, P-384 or P-521 that signs.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa key;

    private SigningKey(ECDsa key, string name)
    {
        this.key = key;
        var half = ECDsa.Create();
        half.ImportSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);
        Public = VerificationKey.Of(half, name);
    }

    public VerificationKey Public { get; }

    /// <summary>A new key.</summary>
    /// <param name="bits">256, 384 or 521.</param>
    public static SigningKey Create(int bits) => new(ECDsa.Create(bits switch { 256 => ECCurve.NamedCurves.nistP256, 384 => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 }), "the new key");

    /// <summary>The key in PEM text: PKCS#8, as <c>openssl genpkey</c> writes it.</summary>
    /// <param name="name">What it is called in messages: its path or variable, never its content.</param>
    /// <exception cref="DiagnosticException">It is no such key.</exception>
    public static SigningKey Parse(string pem, string name)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key.KeySize is 256 or 384 or 521 && VerificationKey.IsNist(key) && HasPrivate(key)
                ? new SigningKey(key, name)
                : throw new DiagnosticException(GitOpsDiagnostics.BadKey(name, "it is no private ECDSA key on P-256, P-384 or P-521"));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new DiagnosticException(GitOpsDiagnostics.BadKey(name, "it is no unencrypted ECDSA key in PKCS#8 (PEM)"));
        }
    }

    /// <summary>PKCS#8 in PEM.</summary>
    public string ToPem() => key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>A signature in DER over the hash that goes with the curve.</summary>
    public byte[] Sign(ReadOnlySpan<byte> content) => key.SignData(content, VerificationKey.HashOf(key), DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose()
    {
        key.Dispose();
        Public.Dispose();
    }

    private static bool HasPrivate(ECDsa key)
    {
        try
        {
            return key.ExportParameters(true).D is not null;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
