using Lepton.Core.Diagnostics;
using Lepton.GitOps.Forge;
using Lepton.GitOps.Git;
using Lepton.GitOps.Report;

namespace Lepton.Cli.Commands;

/// <summary>Posts a report to where the change is reviewed.</summary>
/// <param name="summary">The file of the step's summary, or null.</param>
internal sealed class ReportPost(Session session, IForge forge, GitRepository repository, string? summary)
{
    private const string CheckName = "lepton";

    // GitHub takes at most 1 MiB a step.
    private const int SummaryLimit = 1_000_000;

    public async Task SendAsync(ChangeReport report, CancellationToken cancellation)
    {
        var page = new MarkdownReport(report, "the workflow's artifact");
        var workspace = session.Workspace!;
        var conclusion = report.Verdict switch { ReportVerdict.Passed => CheckConclusion.Success, ReportVerdict.Warned => CheckConclusion.Neutral, _ => CheckConclusion.Failure };

        if (summary is not null)
        {
            try
            {
                await File.AppendAllTextAsync(summary, page.Write(SummaryLimit), cancellation);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The check, which a merge waits for, is worth more.
                session.Tell([CliDiagnostics.CannotWrite(summary, e.Message) with { Severity = Severity.Warning }]);
            }
        }

        // The verdict first: it is what a merge waits for.
        var check = await forge.CheckAsync(new Check(CheckName, conclusion, report.Headline, page.Write(MarkdownReport.CommentLimit - 1), [.. Annotations(report)]), cancellation);
        var comment = await forge.CommentAsync(workspace.Spec.Name, page.Write(), cancellation);
        foreach (var address in new[] { check, comment }.OfType<string>())
        {
            await session.Terminal.Error.WriteLineAsync($"posted to {address}");
        }
    }

    private IEnumerable<CheckAnnotation> Annotations(ChangeReport report) =>
        report.Models.SelectMany(m => m.Verdicts.Select(v => v.ToDiagnostic(session.Workspace!.Models[m.Name]))).OfType<Diagnostic>().Where(d => d.Location is not null)
            .Select(d => new CheckAnnotation(repository.PathOf(d.Location!.Path), d.Location.Line, d.Severity, d.Code, d.Message));
}
