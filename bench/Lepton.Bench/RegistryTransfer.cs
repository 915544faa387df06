using System.Security.Cryptography;
using Lepton.Core.Digests;
using Lepton.Store;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;
using Lepton.Store.Remotes;

namespace Lepton.Bench;

/// <summary>Blobs of a gigabyte to and from a registry.</summary>
internal static class RegistryTransfer
{
    private const int Piece = 1 << 20;

    /// <summary>Writes random bytes and pushes them; returns their digest.</summary>
    public static async Task<Digest> PushAsync(string url, string file, long size)
    {
        await using (var stream = File.Create(file))
        {
            var bytes = new byte[Piece];
            for (long done = 0; done < size; done += Piece)
            {
                RandomNumberGenerator.Fill(bytes);
                await stream.WriteAsync(bytes);
            }
        }

        var digest = FileHasher.Hash(file);
        using var client = new RegistryClient(new FixedCredential(null), OciLimits.Default, TimeProvider.System);
        await client.UploadAsync(new RemoteNamespace("main").In(Parse(url)), digest, file, size, _ => { }, default);
        return digest;
    }

    /// <summary>Fetches a blob into a store, as a build does.</summary>
    public static async Task<bool> FetchAsync(string url, Digest digest, long size, string folder)
    {
        await using var remote = new RemoteStore(Parse(url), new FixedCredential(null), OciLimits.Default, [new RemoteNamespace("main")], null, "bench", new LocalStore(folder), d => Console.Error.WriteLine(d.Message));
        return await remote.FetchAsync([new BlobInfo(digest, size)], (_, _) => { }, default);
    }

    private static OciReference Parse(string url) => OciReference.TryParse(url, out var found) ? found : throw new ArgumentException($"'{url}' is no oci:// address");
}
