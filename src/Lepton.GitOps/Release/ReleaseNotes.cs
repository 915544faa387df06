using System.Text;
using System.Text.RegularExpressions;
using Lepton.GitOps.Report;
using Lepton.Specs.Models;

namespace Lepton.GitOps.Release;

/// <summary>What changed since the last version, in words that who calls the model cares about, and the commits that did it.</summary>
public static partial class ReleaseNotes
{
    private const int MostCommits = 100;

    /// <param name="commits">That touched the model, its data or their specs since the last release, the newest first.</param>
    /// <param name="files">Names and SHA-256 of the release's files.</param>
    public static string Write(PlannedRelease plan, IReadOnlyList<(string Commit, string Subject)> commits, IReadOnlyList<(string Name, string Digest)> files)
    {
        var page = new StringBuilder();
        page.Append(plan.Last is null ? "The first release.\n" : $"What is new since {plan.Last.ToNormalizedString()}:\n");
        foreach (var (bump, title) in new[] { (ReleaseBump.Major, "Callers must change"), (ReleaseBump.Minor, "New"), (ReleaseBump.Patch, "Also") })
        {
            var own = plan.Reasons.Where(r => r.Bump == bump).ToList();
            if (own.Count > 0 && plan.Last is not null)
            {
                page.Append($"\n### {title}\n\n").AppendJoin(string.Empty, own.Select(r => $"- {MarkdownText.Escape(r.Text)}\n"));
            }
        }

        if (commits.Count > 0)
        {
            page.Append("\n### Commits\n\n");
            foreach (var (commit, subject) in commits.Take(MostCommits))
            {
                // The number of a pull request may link; all else is plain text.
                page.Append($"- {commit[..12]} {Request().Replace(MarkdownText.Escape(subject), "(#$1)")}\n");
            }

            page.Append(commits.Count > MostCommits ? $"- and {commits.Count - MostCommits} more\n" : string.Empty);
        }

        page.Append("\n### Files\n\n| file | SHA-256 |\n| --- | --- |\n");
        foreach (var (name, digest) in files)
        {
            page.Append($"| {MarkdownText.Escape(name)} | `{digest}` |\n");
        }

        return page.Append("\nVerify it with `lepton verify FOLDER --key PUBLIC-KEY`, the public key from another place than this page.\n").ToString();
    }

    [GeneratedRegex(@"\(&#35;([0-9]+)\)")]
    private static partial Regex Request();
}
