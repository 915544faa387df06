using System.Text;
using Lepton.Core.Digests;

namespace Lepton.Core.Files;

/// <summary>What is in a folder: the names of its files and folders, without what is in them.</summary>
public static class FolderListing
{
    /// <summary>The same as long as nothing is added, removed or renamed. Files that are being written beside their place do not count.</summary>
    public static Digest DigestOf(string folder)
    {
        var names = new List<string>();
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            var name = Path.GetFileName(path);
            if (!AtomicFile.IsBeside(name))
            {
                names.Add(name);
            }
        }

        names.Sort(StringComparer.Ordinal);
        return Digest.Of(Encoding.UTF8.GetBytes(string.Join('\0', names)));
    }
}
