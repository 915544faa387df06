using Lepton.GitOps.Git;

namespace Lepton.GitOps.Forge;

/// <summary>A forge without any service: pages and verdicts are git notes on the commit (refs/notes/lepton/…), which are pushed and fetched as any other reference.</summary>
public sealed class PlainForge(GitRepository repository, string commit) : IForge
{
    public async Task<string?> CommentAsync(string id, string markdown, CancellationToken cancellation)
    {
        await repository.NoteAsync($"lepton/report/{id}", commit, markdown, cancellation);
        return $"refs/notes/lepton/report/{id}";
    }

    public async Task<string?> CheckAsync(Check check, CancellationToken cancellation)
    {
        await repository.NoteAsync($"lepton/check/{check.Name}", commit, $"{check.Conclusion.ToString().ToLowerInvariant()}: {check.Title}\n", cancellation);
        return $"refs/notes/lepton/check/{check.Name}";
    }

    public void Dispose()
    {
        // Git is asked anew each time.
    }
}
