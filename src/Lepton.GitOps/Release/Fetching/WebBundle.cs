using Lepton.Core.Diagnostics;
using Lepton.GitOps.Forge;

namespace Lepton.GitOps.Release.Fetching;

/// <summary>
/// The bundle whose files stand side by side on a web server: <c>checksums.txt</c> names the others. What else the server has is not seen, so nobody can say that
/// nothing was added there.
/// </summary>
public static class WebBundle
{
    private const int MostFiles = 20;
    private const long MostEvidence = 64 << 20;
    private const long MostBytes = 2L << 30;

    /// <summary>The folder that an address names: GitHub's page of a release stands for the files of that release.</summary>
    public static Uri FolderOf(Uri address) =>
        new(address.GetLeftPart(UriPartial.Path).Replace("/releases/tag/", "/releases/download/", StringComparison.Ordinal).TrimEnd('/') + "/");

    private static bool IsEvidence(string name) => Path.GetExtension(name) is ".json" or ".jsonl" or ".md" or ".yaml" or ".yml" or ".sig" or ".txt";

    /// <summary>Fetches the files into a folder.</summary>
    /// <exception cref="DiagnosticException">There are none, or a name would leave the folder.</exception>
    public static async Task FetchAsync(FileDownload download, Uri address, string folder, Action<string> say, CancellationToken cancellation)
    {
        var at = FolderOf(address);
        var list = Path.Combine(folder, BundleNames.Checksums);
        if (!await download.GetAsync(new Uri(at, BundleNames.Checksums), null, list, MostEvidence, cancellation))
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoBundle(at.ToString(), $"there is no {BundleNames.Checksums}"));
        }

        var names = (await File.ReadAllLinesAsync(list, cancellation)).Select(l => l.Split("  ", 2)[^1]).Concat([BundleNames.Statements, BundleNames.Signature]).ToList();
        if (names.Count >= MostFiles || names.Find(n => !BundleNames.IsPlain(n)) is not null)
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoBundle(at.ToString(), $"{BundleNames.Checksums} names more than {MostFiles} files, or one whose name is no plain one"));
        }

        foreach (var name in names.Distinct(StringComparer.Ordinal).Except([BundleNames.Checksums]))
        {
            say($"download {name}");

            // A file that is not there is missed by who verifies.
            await download.GetAsync(new Uri(at, Uri.EscapeDataString(name)), null, Path.Combine(folder, name), IsEvidence(name) ? MostEvidence : MostBytes, cancellation);
        }
    }
}
