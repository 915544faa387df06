using System.Text;
using System.Text.RegularExpressions;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.GitOps.Git;

namespace Lepton.Cli.Locks;

/// <summary>Every digest that a spec or a lock names, in the working tree or at a branch or tag.</summary>
/// <param name="Commits">Commits that were looked at.</param>
internal sealed partial record NamedDigests(IReadOnlySet<Digest> Digests, int Commits)
{
    private const string Extension = ".yaml";

    /// <param name="root">The workspace's folder.</param>
    /// <exception cref="DiagnosticException">Git does not answer, or a file cannot be read: nothing may be thought unnamed then.</exception>
    public static async Task<NamedDigests> ReadAsync(string root, CancellationToken cancellation)
    {
        var digests = new HashSet<Digest>();
        try
        {
            foreach (var path in Directory.EnumerateFiles(root, "*" + Extension, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            {
                Add(await File.ReadAllTextAsync(path, cancellation), digests);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(CliDiagnostics.CannotRead(root, e.Message));
        }

        if (await GitRepository.FindAsync(root, cancellation) is not { } repository)
        {
            return new NamedDigests(digests, 0);
        }

        var blobs = new SortedSet<string>(StringComparer.Ordinal);
        var tips = await repository.TipsAsync(cancellation);
        foreach (var commit in tips)
        {
            var files = await repository.FilesAsync(commit, [], cancellation);
            blobs.UnionWith(files.Where(f => f.Path.EndsWith(Extension, StringComparison.Ordinal)).Select(f => f.Blob));
        }

        foreach (var chunk in blobs.Chunk(1000))
        {
            foreach (var content in await repository.ReadAsync(chunk, cancellation))
            {
                Add(Encoding.UTF8.GetString(content), digests);
            }
        }

        return new NamedDigests(digests, tips.Count);
    }

    private static void Add(string text, HashSet<Digest> digests)
    {
        foreach (Match match in HexDigits().Matches(text))
        {
            digests.Add(Digest.Parse(match.Value));
        }
    }

    [GeneratedRegex("(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")]
    private static partial Regex HexDigits();
}
