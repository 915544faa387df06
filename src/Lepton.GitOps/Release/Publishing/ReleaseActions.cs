using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Release.Publishing;

/// <summary>What is still to be done, from what the server has: the same answer whether nothing was done before, or a run was killed half-way.</summary>
public static class ReleaseActions
{
    /// <summary>Nothing where the release is out and whole.</summary>
    /// <param name="found">The releases of the tag that the server has, in the order in which they were made.</param>
    /// <param name="assets">The files that it shall have.</param>
    /// <param name="signed">Names of files that each run makes anew: those of a release that is out are left as they are.</param>
    /// <param name="sent">Names of the files that this run has sent.</param>
    /// <exception cref="DiagnosticException">The release is out and is another one.</exception>
    public static IReadOnlyList<ReleaseAction> Remaining(string tag, IReadOnlyList<HostedRelease> found, IReadOnlyList<ReleaseAsset> assets, IReadOnlySet<string> signed, IReadOnlySet<string> sent)
    {
        if (found.FirstOrDefault(r => !r.IsDraft) is { } published)
        {
            var other = assets.FirstOrDefault(a => published.Assets.FirstOrDefault(h => h.Name == a.Name) is not { IsWhole: true } there || (!signed.Contains(a.Name) && !IsSame(there, a)));
            return other is null ? [] : throw new DiagnosticException(GitOpsDiagnostics.OtherRelease(tag, other.Name));
        }

        // A server that tells no digest may hold what a run before this one signed: only what this run sent is known to be its own.
        bool IsSent(HostedAsset hosted, ReleaseAsset asset) => IsSame(hosted, asset) && (hosted.Digest is not null || sent.Contains(asset.Name));
        var actions = new List<ReleaseAction>();
        if (found.Count == 0)
        {
            actions.Add(new ReleaseAction(ReleaseActionKind.CreateDraft, tag));
        }

        // Two runs at once may both have made one: the first stays.
        actions.AddRange(found.Skip(1).Select(d => new ReleaseAction(ReleaseActionKind.DeleteDraft, d.Id.ToString())));
        var there = found.Count == 0 ? [] : found[0].Assets;
        actions.AddRange(there.Where(h => !assets.Any(a => a.Name == h.Name && IsSent(h, a))).Select(h => new ReleaseAction(ReleaseActionKind.DeleteAsset, h.Name)));
        actions.AddRange(assets.Where(a => !there.Any(h => h.Name == a.Name && IsSent(h, a))).Select(a => new ReleaseAction(ReleaseActionKind.Upload, a.Name)));
        actions.Add(new ReleaseAction(ReleaseActionKind.Publish, tag));
        return actions;
    }

    // A server that tells no digest is asked for the size alone.
    private static bool IsSame(HostedAsset hosted, ReleaseAsset asset) => hosted.IsWhole && hosted.Size == asset.Size && (hosted.Digest is null || hosted.Digest == asset.Digest);
}
