using System.Text;
using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.GitOps.Locks;

/// <summary>
/// Merges two versions of a lock. A side that did not change it gives way. Where both did, neither is the model of the merged specs: ours stays,
/// without the digests of its inputs, so that the next build makes the lock anew and <c>--locked</c> refuses it until then.
/// </summary>
public static class LockMerge
{
    /// <param name="ancestor">Null where the two have none.</param>
    /// <returns>The merged lock, and whether a build must make it anew; null where one of them is no lock.</returns>
    public static (byte[] Merged, bool IsOpen)? Merge(byte[]? ancestor, byte[] ours, byte[] theirs)
    {
        if (ours.AsSpan().SequenceEqual(theirs) || (ancestor is not null && theirs.AsSpan().SequenceEqual(ancestor)))
        {
            return (ours, false);
        }

        if (ancestor is not null && ours.AsSpan().SequenceEqual(ancestor))
        {
            return (theirs, false);
        }

        if (Read(ours) is not { } own || Read(theirs) is null)
        {
            return null;
        }

        var root = (JsonObject)own.Root.DeepClone();
        root["inputs"] = new JsonObject();
        return (Encoding.UTF8.GetBytes(YamlWriter.Write(root)), true);
    }

    private static LockFile? Read(byte[] content) => YamlReader.Parse("lock", content, []) is { } document ? LockFile.Of(document) : null;
}
