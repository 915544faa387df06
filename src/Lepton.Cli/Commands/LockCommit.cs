using Lepton.Cli.Pipeline;
using Lepton.GitOps.Git;
using Lepton.Specs;

namespace Lepton.Cli.Commands;

/// <summary>Commits the locks of models, and nothing else that lies around.</summary>
internal static class LockCommit
{
    private const int Few = 3;

    /// <exception cref="Core.Diagnostics.DiagnosticException">There is no repository, git refuses, or the branch has moved on.</exception>
    public static async Task RunAsync(Session session, IReadOnlyList<ModelOutcome> models, bool pushes, CancellationToken cancellation)
    {
        var repository = await GitRepository.RequireAsync(session.Workspace!.Root, cancellation);
        var kept = models.Where(m => m.Lock is LockState.Written or LockState.Unchanged).ToDictionary(m => repository.PathOf(Workspace.LockPath(m.Model)), m => m.Model.Name, StringComparer.Ordinal);
        var paths = kept.Count == 0 ? [] : await repository.UncommittedAsync([.. kept.Keys], cancellation);
        if (paths.Count > 0)
        {
            var names = paths.Select(p => kept[p]).Order(StringComparer.Ordinal).ToList();
            await repository.CommitFilesAsync(paths, names.Count > Few ? $"Locks of {names.Count} models" : $"Locks of {string.Join(", ", names)}", cancellation);
        }

        await session.Terminal.Error.WriteLineAsync(paths.Count == 0 ? "locks: nothing to commit" : $"locks: committed {string.Join(", ", paths)}");
        if (pushes)
        {
            await session.Terminal.Error.WriteLineAsync($"locks: pushed to {await repository.PushBranchAsync(cancellation)}");
        }
    }
}
