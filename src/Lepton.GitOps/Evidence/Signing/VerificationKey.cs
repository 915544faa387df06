using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Evidence.Signing;

/// <summary>The public half of an ECDSA key on P-256, P-384 or P-521: it tells whether its owner signed something.</summary>
public sealed class VerificationKey : IDisposable
{
    private readonly ECDsa key;

    private VerificationKey(ECDsa key)
    {
        this.key = key;
        Pem = key.ExportSubjectPublicKeyInfoPem() + "\n";
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Pem)));
    }

    /// <summary>SubjectPublicKeyInfo in PEM, in lines of 64 signs, with a line end at the end.</summary>
    public string Pem { get; }

    /// <summary>SHA-256 of <see cref="Pem"/> in hex: the hint that OpenSSF Model Signing v1.0 puts into signatures.</summary>
    public string Id { get; }

    /// <summary>The hash that goes with the curve (SHA-256, SHA-384, SHA-512).</summary>
    internal static HashAlgorithmName HashOf(ECDsa key) => key.KeySize switch { 256 => HashAlgorithmName.SHA256, 384 => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };

    /// <summary>The key in PEM text: a public key, or a certificate whose key it is.</summary>
    /// <param name="name">What it is called in messages, such as its path.</param>
    /// <exception cref="DiagnosticException">There is none, or none of these curves.</exception>
    public static VerificationKey Parse(string pem, string name)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            throw new DiagnosticException(GitOpsDiagnostics.BadKey(name, "it is no PEM text"));
        }

        var label = pem[fields.Label];
        if (label.Contains("PRIVATE", StringComparison.Ordinal))
        {
            throw new DiagnosticException(GitOpsDiagnostics.BadKey(name, "it is a private key, which should not be where signatures are verified"));
        }

        try
        {
            if (label == "CERTIFICATE")
            {
                using var certificate = X509Certificate2.CreateFromPem(pem);
                return Of(certificate.GetECDsaPublicKey() ?? throw new DiagnosticException(GitOpsDiagnostics.BadKey(name, "the certificate's key is no ECDSA key")), name);
            }

            var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return Of(key, name);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new DiagnosticException(GitOpsDiagnostics.BadKey(name, "it is no ECDSA key"));
        }
    }

    /// <summary>Whether the owner of the key signed these bytes.</summary>
    /// <param name="signature">In DER, as RFC 3279 has it.</param>
    public bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        try
        {
            return key.VerifyData(content, signature, HashOf(key), DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Dispose() => key.Dispose();

    internal static VerificationKey Of(ECDsa key, string name)
    {
        if (key.KeySize is 256 or 384 or 521 && IsNist(key))
        {
            return new VerificationKey(key);
        }

        key.Dispose();
        throw new DiagnosticException(GitOpsDiagnostics.BadKey(name, "its curve is none of P-256, P-384 and P-521"));
    }

    internal static bool IsNist(ECDsa key) => key.ExportParameters(false).Curve is { IsNamed: true, Oid: { } oid } && oid.Value is "1.2.840.10045.3.1.7" or "1.3.132.0.34" or "1.3.132.0.35";
}
