using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Core.Json;
using Lepton.GitOps.Evidence;
using Lepton.GitOps.Evidence.Signing;
using Lepton.GitOps.Forge.GitHub;
using Lepton.GitOps.Locks;
using Lepton.GitOps.Release;
using Lepton.GitOps.Release.Publishing;

namespace Lepton.Bench;

/// <summary>A signed bundle around a large file, and its way to a forge.</summary>
internal static class LargeRelease
{
    /// <summary>Signs a bundle of which the file is the model; the public key is written beside the folder.</summary>
    public static void Sign(string folder, string file)
    {
        using var key = SigningKey.Create(256);
        var digest = FileHasher.Hash(file);
        var locked = LockFile.Of(new JsonObject { ["kind"] = "Lock", ["model"] = "large", ["artifact"] = new JsonObject { ["digest"] = digest.ToString(), ["size"] = new FileInfo(file).Length } });
        var bundle = new Bundle();
        bundle.Add("large.onnx", file, digest);
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(folder))!, "large.lock.yaml");
        locked.Write(path);
        bundle.Add("large.lock.yaml", File.ReadAllBytes(path));
        bundle.Add(BundleNames.Checksums, bundle.Checksums());
        JsonObject[] statements = [Provenance.Of(locked, [.. bundle.Files.Select(f => (f.Name, f.Digest))], [], null, "bench", "0", "1.0.0"), TestResult.Of(locked, ("large.onnx", digest), [])];
        bundle.Add(BundleNames.Statements, string.Concat(statements.Select(s => DsseEnvelope.Sign(DsseEnvelope.Statement, CanonicalJson.Serialize(s), key, key.Public.Id).ToJson().ToJsonString() + "\n")));
        bundle.Add(BundleNames.Signature, ModelSignature.Sign("large", bundle.Files.Select(f => (f.Name, f.Digest)), key, BundleNames.Signature).ToJsonString());
        bundle.Write(folder);
        File.WriteAllText(folder + ".pub", key.Public.Pem);
    }

    /// <summary>Publishes the files of a folder.</summary>
    public static async Task PublishAsync(Uri api, string folder)
    {
        List<ReleaseAsset> assets = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(f => new ReleaseAsset(Path.GetFileName(f), f, new FileInfo(f).Length, FileHasher.Hash(f)))];
        using var releases = new GitHubReleases(null, api, "acme/models", "token", TimeProvider.System);
        var (page, _) = await new ReleasePublisher(releases, TimeProvider.System, _ => { }).PublishAsync(new ReleaseText("large/v1.0.0", new string('a', 40), "large 1.0.0", "notes", false, true), assets, new HashSet<string>(), default);
        Console.WriteLine(page);
    }
}
