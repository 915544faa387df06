using Lepton.Core.Diagnostics;
using Lepton.GitOps.Forge.GitHub;
using Lepton.GitOps.Git;

namespace Lepton.GitOps.Forge;

/// <summary>Finds the forge that a command works for.</summary>
public static class Forges
{
    public const string Notes = "notes";
    public const string GitHub = "github";

    /// <param name="where"><see cref="GitHub"/> or <see cref="Notes"/>.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="DiagnosticException">This is no job of that forge.</exception>
    public static async Task<IForge> OpenAsync(string where, GitRepository repository, Func<string, string?> variable, CancellationToken cancellation)
    {
        if (where == Notes)
        {
            return new PlainForge(repository, await repository.CommitAsync("HEAD", cancellation));
        }

        string? Get(string name) => variable(name) is { Length: > 0 } value ? value : null;
        var context = GitHubContext.Of(Get) ?? throw new DiagnosticException(GitOpsDiagnostics.NoForge("--post"));
        return new GitHubForge(null, context, Get("GITHUB_TOKEN"), TimeProvider.System, Get("LEPTON_FORGE_USER"));
    }
}
