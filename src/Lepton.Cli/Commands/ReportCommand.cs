using System.CommandLine;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Files;
using Lepton.GitOps.Forge;
using Lepton.GitOps.Git;
using Lepton.GitOps.Report;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton report</c>: what a change does to models, as a page.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var output = new Option<string?>("--output", "-o") { Description = "A folder that gets the page as report.md and report.html, the curves as SVG, and report.json", HelpName = "folder" };
        var post = new Option<string?>("--post") { Description = "Show the page where the change is reviewed: in GitHub Actions as a comment that is kept up to date, a check with notes on the specs' lines, and the step's summary; --post=notes as git notes, anywhere", HelpName = "where", Arity = ArgumentArity.ZeroOrOne };
        post.AcceptOnlyFromAmong(Forges.GitHub, Forges.Notes);
        var fromRun = new Option<long?>("--from-run") { Description = "With --post: comment the report that this run of a workflow left, on the pull request that it was of; for forks, whose own runs may not write. Nothing of the run is trusted or run", HelpName = "id" };
        var command = new Command("report", "Compare models with the base branch's and write a page for reviewers; trains and judges what must be. Without names: the models that the change touches");
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { common.ChangedSince, common.Baseline, common.BuildBaseline, output, post, fromRun, common.NoTrain, common.Cores, common.Device, common.Json, common.Plain, common.Verbose })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(r =>
        {
            if (r.GetResult(fromRun) is not null && (r.GetResult(post) is null || r.GetValue(post) == Forges.Notes))
            {
                r.AddError("--from-run goes with --post");
            }
        });
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => arguments.GetValue(fromRun) is { } run ? ForkReport.PostAsync(session, run, cancellation) : RunAsync(session, arguments.GetValue(output), arguments.GetResult(post) is null ? null : arguments.GetValue(post) ?? Forges.GitHub, cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string? output, string? post, CancellationToken cancellation)
    {
        var repository = post is null ? null : await GitRepository.RequireAsync(session.Terminal.Folder, cancellation);
        using var forge = repository is null ? null : await Forges.OpenAsync(post!, repository, Environment.GetEnvironmentVariable, cancellation);
        session.WarmUp();
        if (!await session.LoadAsync(readAll: true, cancellation))
        {
            return ExitCode.Usage;
        }

        if (session.Affected is null && session.Patterns.Length == 0)
        {
            await session.NarrowToChangeAsync(cancellation);
        }

        var (models, code) = await session.BuildAsync("gate", writes: false, locked: false, ComparedModels.All, cancellation);
        var report = await new ReportBuilder(session, session.References).BuildAsync(models, cancellation);
        var page = new MarkdownReport(report);
        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(ReportJson.Document(report).ToJsonString(OutcomeJson.Indented));
        }
        else if (output is null)
        {
            await session.Terminal.Out.WriteLineAsync(page.Write().TrimEnd());
        }

        if (output is not null)
        {
            var folder = Path.GetFullPath(Path.Combine(session.Terminal.Folder, output));
            try
            {
                Write(folder, report);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return ExitCodes.Worst([code, session.Fail(CliDiagnostics.CannotWrite(folder, e.Message))]);
            }

            if (!session.Json)
            {
                await session.Terminal.Out.WriteLineAsync($"{report.Headline}: {Path.GetRelativePath(session.Terminal.Folder, folder)}/report.md");
            }
        }

        if (forge is not null)
        {
            var summary = post == Forges.GitHub ? Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") : null;
            await new ReportPost(session, forge, repository!, string.IsNullOrEmpty(summary) ? null : summary).SendAsync(report, cancellation);
        }

        return code;
    }

    private static void Write(string folder, ChangeReport report)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in ReportFiles.Of(report))
        {
            AtomicFile.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }
}
