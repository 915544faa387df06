using Lepton.Store.Snapshots;

namespace Lepton.Bench;

/// <summary>Hashes every file of a folder for the first time, as a dataset's files are.</summary>
internal static class ManyHashes
{
    public static void Run(string folder)
    {
        var digests = new FileDigests(null, folder, TimeProvider.System);
        Parallel.ForEach(Directory.GetFiles(folder), path => digests.Of(path));
    }
}
