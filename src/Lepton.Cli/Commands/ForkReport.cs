using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.GitOps;
using Lepton.GitOps.Forge.GitHub;
using Lepton.GitOps.Report;

namespace Lepton.Cli.Commands;

/// <summary>Comments the report that a fork's run left: as a page for people, and never as a check, since the fork says in it what it likes.</summary>
internal static class ForkReport
{
    private const string Caution = "These figures are from a run of the fork's own workflow, which nobody else has checked. The merge queue, or a branch in this repository, measures anew.";

    public static async Task<ExitCode> PostAsync(Session session, long id, CancellationToken cancellation)
    {
        var workspace = Cache.CacheCommand.Workspace(session.Terminal);
        var (api, repository, token) = GitHubContext.Access(Environment.GetEnvironmentVariable) ?? throw new DiagnosticException(GitOpsDiagnostics.NoForge("--post"));
        using var run = new WorkflowRun(null, api, repository, token, TimeProvider.System);
        var (number, commit, report) = await run.ReadAsync(id, cancellation);
        using var forge = new GitHubForge(null, new GitHubContext(api, repository, number, commit, null), token, TimeProvider.System, Environment.GetEnvironmentVariable("LEPTON_FORGE_USER"));
        var address = await forge.CommentAsync(workspace.Spec.Name, new MarkdownReport(report with { Head = commit }, "the run's artifact", Caution).Write(), cancellation);
        await session.Terminal.Error.WriteLineAsync($"posted to {address}");
        return ExitCode.Done;
    }
}
