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
    private const int BufferSize = 64 << 10;

    // So many files are named one by one in a key; of more, the digest of their list is.
    private const int Named = 32;

    private readonly Lazy<Digest> manifest = new(() => Manifest(Files));

    /// <summary>The name under which a snapshot keeps the list of the files.</summary>
    public static string ListOf(string dataset, int index) => $"{dataset} {index}";

    /// <summary>What of the files is part of a key: names, formats and digests in their order.</summary>
    public JsonNode Inputs() => Files.Count > Named
        ? new JsonObject { ["count"] = Files.Count, ["digest"] = manifest.Value.ToString() }
        : new JsonArray([.. Files.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["format"] = Words.Of(f.Format), ["digest"] = f.Digest.ToString() })]);

    private static Digest Manifest(IReadOnlyList<ResolvedFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var formats = Enum.GetValues<FileFormat>().ToDictionary(f => f, f => $" {f} ");
        var buffer = new byte[BufferSize];
        var used = 0;
        void Append(string text)
        {
            if (used + (3 * text.Length) > buffer.Length)
            {
                hash.AppendData(buffer, 0, used);
                used = 0;
                buffer = 3 * text.Length > buffer.Length ? new byte[3 * text.Length] : buffer;
            }

            used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
        }

        foreach (var file in files)
        {
            Append(file.Digest.Hex);
            Append(formats[file.Format]);
            Append(file.Name);
            Append("\n");
        }

        hash.AppendData(buffer, 0, used);
        return Digest.FromBytes(hash.GetHashAndReset());
    }
}
