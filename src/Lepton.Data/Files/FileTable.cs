using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Specs.Datasets;
using Lepton.Specs.Schema;

namespace Lepton.Data.Files;

/// <summary>The files of one entry of a spec, in order.</summary>
/// <param name="Index">Which entry.</param>
/// <param name="Folders">Where the files of a glob were looked for: a change of their lists can change the files.</param>
public sealed record FileTable(int Index, FileSpec Spec, IReadOnlyList<ResolvedFile> Files, IReadOnlyList<string> Folders)
{
    // So many files are named one by one in a key; of more, the digest of their list is.
    private const int Named = 32;

    private readonly Lazy<Digest> manifest = new(() => Manifest(Files));

    /// <summary>What of the files is part of a key: names, formats and digests in their order.</summary>
    public JsonNode Inputs() => Files.Count > Named
        ? new JsonObject { ["count"] = Files.Count, ["digest"] = manifest.Value.ToString() }
        : new JsonArray([.. Files.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["format"] = Words.Of(f.Format), ["digest"] = f.Digest.ToString() })]);

    private static Digest Manifest(IReadOnlyList<ResolvedFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Digest.Hex} {file.Format} {file.Name}\n"));
        }

        return Digest.FromBytes(hash.GetHashAndReset());
    }
}
