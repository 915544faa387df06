using Lepton.Core.Diagnostics;
using Lepton.GitOps.Git;

namespace Lepton.GitOps.Baselines;

/// <summary>
/// Finds the commit that a working tree is compared with: where its history left the base branch. On that branch itself it is the commit
/// before what is looked at: the one checked out where files differ from it, else its first parent.
/// </summary>
/// <param name="folder">The workspace's folder.</param>
/// <param name="say">Told what takes time.</param>
public sealed class BaseFinder(GitRepository repository, string folder, Action<string> say)
{
    private const string Remote = "origin";

    // A shallow clone is deepened in these steps, then in full.
    private static readonly int?[] Depths = [50, 500, null];

    private static readonly string[] Usual = [$"{Remote}/main", $"{Remote}/master", "main", "master"];

    /// <param name="name">A branch, tag or commit; null for the remote's default branch.</param>
    /// <returns>Null where there is no earlier commit.</returns>
    /// <exception cref="DiagnosticException">Git knows no such commit, or not how the histories are related, or there is no base branch and none was named.</exception>
    public async Task<BaseRevision?> FindAsync(string? name, CancellationToken cancellation)
    {
        if (await repository.FindCommitAsync("HEAD", cancellation) is not { } head)
        {
            return null;
        }

        name ??= await DefaultAsync(cancellation) ?? throw new DiagnosticException(GitOpsDiagnostics.NoBase());
        var branch = await repository.CommitAsync(name, cancellation);
        var commit = await MergeBaseAsync(name, branch, head, cancellation);
        if (commit != head)
        {
            return new BaseRevision(name, commit);
        }

        if (!await repository.IsCleanAsync(folder, cancellation))
        {
            return new BaseRevision(name, head);
        }

        return await ParentAsync(head, cancellation) is { } parent ? new BaseRevision(name, parent) : null;
    }

    /// <summary>The commit where the history of what is checked out left another.</summary>
    /// <exception cref="DiagnosticException">Git knows no such commit, or not how the histories are related.</exception>
    public async Task<BaseRevision> LeftAsync(string name, CancellationToken cancellation) =>
        new(name, await MergeBaseAsync(name, await repository.CommitAsync(name, cancellation), await repository.CommitAsync("HEAD", cancellation), cancellation));

    private async Task<string?> DefaultAsync(CancellationToken cancellation)
    {
        if (await repository.SymbolAsync($"refs/remotes/{Remote}/HEAD", cancellation) is { } known && await repository.FindCommitAsync(known, cancellation) is not null)
        {
            return known;
        }

        foreach (var name in Usual)
        {
            if (await repository.FindCommitAsync("refs/" + (name.StartsWith(Remote, StringComparison.Ordinal) ? "remotes/" : "heads/") + name, cancellation) is not null)
            {
                return name;
            }
        }

        // Without any remote the branch that is checked out is its own base.
        return await repository.HasRemoteAsync(cancellation) ? null : await repository.BranchAsync(cancellation);
    }

    private async Task<string> MergeBaseAsync(string name, string branch, string head, CancellationToken cancellation)
    {
        if (await repository.MergeBaseAsync(branch, head, cancellation) is { } found)
        {
            return found;
        }

        foreach (var depth in Depths)
        {
            if (!await DeepenAsync(depth, cancellation))
            {
                break;
            }

            if (await repository.MergeBaseAsync(branch, head, cancellation) is { } deeper)
            {
                return deeper;
            }
        }

        throw new DiagnosticException(await repository.IsShallowAsync(cancellation) ? GitOpsDiagnostics.Shallow(name) : GitOpsDiagnostics.Unrelated(name));
    }

    private async Task<string?> ParentAsync(string head, CancellationToken cancellation)
    {
        if (await repository.ParentAsync(head, cancellation) is { } parent)
        {
            return parent;
        }

        if (!await repository.IsShallowAsync(cancellation))
        {
            return null;
        }

        return await DeepenAsync(1, cancellation) && await repository.ParentAsync(head, cancellation) is { } fetched ? fetched : throw new DiagnosticException(GitOpsDiagnostics.Shallow("HEAD~1"));
    }

    private async Task<bool> DeepenAsync(int? depth, CancellationToken cancellation)
    {
        if (!await repository.IsShallowAsync(cancellation))
        {
            return false;
        }

        say(depth is null ? "fetching all commits of a shallow clone" : $"fetching {depth} more commits of a shallow clone");
        return await repository.DeepenAsync(Remote, depth, cancellation);
    }
}
