using System.CommandLine;
using System.Globalization;
using System.Text;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Core.Files;
using Lepton.GitOps.Git;
using Lepton.Specs.Schema;
using Lepton.Specs.Searches;
using Lepton.Training.Search;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton search</c>: better hyperparameters, as a change of one file.</summary>
internal static class SearchCommand
{
    private const int Shown = 5;

    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var name = new Argument<string>("search") { Description = "Name of a spec of kind Search" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Search, but leave the model's file as it is" };
        var check = new Option<bool>("--check") { Description = "Search, change nothing, and end with 1 where the values that are found are better than those of the model's file" };
        var output = new Option<string?>("--output", "-o") { Description = "Write a page here to look at: parallel coordinates, what decides, learning curves, the front of several objectives", HelpName = "page.html" };
        var propose = new Option<bool>("--propose") { Description = "Commit the change to a branch of its own, push it and open a pull request on GitHub, which GITHUB_REPOSITORY and GITHUB_TOKEN name" };
        var command = new Command("search", "Try hyperparameters by a spec of kind Search, judged on the validation rows or on folds, and write the best into the model's file. What is known is not tried again: kill it, raise its trials, and it goes on") { name, dryRun, check, propose, output };
        command.Validators.Add(r =>
        {
            if ((r.GetValue(dryRun) || r.GetValue(check)) && r.GetValue(propose))
            {
                r.AddError($"{(r.GetValue(dryRun) ? "--dry-run" : "--check")} does not go with --propose");
            }
        });
        foreach (var option in new Option[] { common.Cores, common.Device, common.Json, common.Events, common.Plain, common.Verbose })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session =>
            RunAsync(session, arguments, common, arguments.GetValue(name)!, arguments.GetValue(dryRun) || arguments.GetValue(check), arguments.GetValue(check), arguments.GetValue(output), arguments.GetValue(propose) ? Proposal.Require("--propose") : null, cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ParseResult arguments, CommonOptions common, string name, bool isDry, bool isCheck, string? output, Proposal? proposal, CancellationToken cancellation)
    {
        session.WarmUp();
        if (!await session.LoadAsync(readAll: true, cancellation))
        {
            return ExitCode.Usage;
        }

        var workspace = session.Workspace!;
        if (!workspace.Searches.TryGetValue(name, out var search))
        {
            return session.Fail(CliDiagnostics.UnknownSearch(name, [.. workspace.Searches.Keys]));
        }

        var model = workspace.Models[search.Model];
        var plan = new SearchPlan(search, model);
        var view = new SearchView(session.Terminal, plan, session.Verbose, TimeProvider.System);
        IEventSink sink = arguments.GetValue(common.Events) ? new BroadcastSink([view, new JsonLines(session.Terminal.Out)]) : view;
        var loading = session.Engines.LoadAsync([model]);
        var recorder = new RunRecorder(workspace, session.Started, d => session.Tell([d]));
        SearchOutcome outcome;
        try
        {
            outcome = await new SearchRunner(workspace, session.Engines, session.Known!, sink, arguments.GetValue(common.Cores), arguments.GetValue(common.Device) ?? DeviceChoice.Auto, view.Add, trials => recorder.SearchAsync(plan, trials)).RunAsync(plan, cancellation);
        }
        finally
        {
            // A process that ends while a library is being loaded may crash on its way out.
            await loading;
            view.Clear();
        }

        // The spec of several objectives says nothing of which of the front is wanted.
        var isGain = IsGain(plan, outcome);
        var edit = outcome.Best.Count == 1 && isGain ? HyperparametersEdit.Of(model, plan.Written(outcome.Trials[outcome.Best[0]].Plan)) : null;
        edit = edit?.Changes.Count > 0 ? edit : null;
        var isWritten = edit is not null && !isDry && !cancellation.IsCancellationRequested;
        var isQuiet = session.Json || arguments.GetValue(common.Events);
        if (!isQuiet)
        {
            await TellAsync(session.Terminal, plan, outcome, isGain, edit, isWritten);
        }

        var pull = isWritten ? await WriteAsync(session, plan, outcome, edit!, proposal, isQuiet, cancellation) : null;
        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(SearchJson.Document(plan, outcome, edit, isWritten, pull).ToJsonString(OutcomeJson.Indented));
        }

        // Last: what was found is told and written whatever becomes of the page.
        var problem = output is null ? null : await WritePageAsync(session, output, new SearchPage(plan, outcome, edit), isQuiet);
        return ExitCodes.Worst(
        [
            cancellation.IsCancellationRequested ? ExitCode.Cancelled : outcome.Best.Count == 0 || (isCheck && (edit is not null || (isGain && outcome.Best.Count > 1))) ? ExitCode.StepFailed : ExitCode.Done,
            problem is null ? ExitCode.Done : session.Fail(problem),
        ]);
    }

    private static async Task<Diagnostic?> WritePageAsync(Session session, string output, SearchPage page, bool isQuiet)
    {
        var path = Path.GetFullPath(Path.Combine(session.Terminal.Folder, output));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.WriteAllBytes(path, Encoding.UTF8.GetBytes(page.Write()));
            if (!isQuiet)
            {
                await session.Terminal.Error.WriteLineAsync($"page: {output}");
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CliDiagnostics.CannotWrite(path, e.Message);
        }
    }

    private static string Judges(SearchSpec search, SearchOutcome outcome) =>
        search.Folds == 0 ? $"{outcome.Rows} validation rows" : $"{outcome.Rows} training and validation rows in {search.Folds} folds";

    // What is no better than what the spec has is not worth a change.
    private static bool IsGain(SearchPlan plan, SearchOutcome outcome) =>
        outcome.Best.Select(b => outcome.Trials[b]).Any(t => plan.IsWhole(t.Plan) && (outcome.Current is null || Ranking.IsBetter(plan.Losses(t.Objectives!), plan.Losses(outcome.Current))));

    private static async Task TellAsync(Terminal terminal, SearchPlan plan, SearchOutcome outcome, bool isGain, HyperparametersEdit? edit, bool isWritten)
    {
        var (style, search) = (new Style(terminal.HasColour), plan.Search);
        var table = new SearchTable(plan, style);
        await terminal.Out.WriteLineAsync($"{style.Strong(search.Name)}  {Words.Of(search.Method)}, {outcome.Trials.Count} {(outcome.Trials.Count == 1 ? "trial" : "trials")}{(outcome.IsWhole ? string.Empty : ", more are left")}, on {Judges(search, outcome)}");
        if (outcome.Best.Count == 0)
        {
            await terminal.Out.WriteLineAsync("no trial succeeded");
            return;
        }

        await terminal.Out.WriteLineAsync(table.Header());
        var best = outcome.Best.ToHashSet();
        var most = outcome.Trials[outcome.Best[0]].Plan.Rounds;
        var order = RankedTrials.Of(plan, outcome.Trials.Where(t => t.Plan.Rounds == most));
        foreach (var trial in best.Count > 1 ? outcome.Best.Select(b => outcome.Trials[b]) : order.Take(Shown))
        {
            await terminal.Out.WriteLineAsync(table.Line(trial, best.Any(b => ReferenceEquals(outcome.Trials[b], trial))));
        }

        if (outcome.Current is { } current)
        {
            await terminal.Out.WriteLineAsync($"    now{string.Concat(search.Objectives.Select((o, i) => SearchTable.Number(current[i]).PadLeft(Math.Max(12, o.Length + 2))))}  as {search.Model} is");
        }

        if (!plan.IsWhole(outcome.Trials[outcome.Best[0]].Plan))
        {
            await terminal.Out.WriteLineAsync("no trial has had all rounds of the model: nothing is known to be better; give the search a larger budget");
        }
        else if (best.Count > 1)
        {
            await terminal.Out.WriteLineAsync($"{best.Count} trials are best in one objective or between them: {(isGain ? "choose one, and write it into the model's file" : $"none is better than {search.Model} as it is in one and worse in none")}");
        }
        else if (edit is null)
        {
            await terminal.Out.WriteLineAsync("the model has these values, or as good ones, already");
        }
        else if (!isWritten)
        {
            await terminal.Out.WriteLineAsync($"would change {Changes(edit)}");
        }
    }

    // The pull request's address, where one is wanted.
    private static async Task<string?> WriteAsync(Session session, SearchPlan plan, SearchOutcome outcome, HyperparametersEdit edit, Proposal? proposal, bool isQuiet, CancellationToken cancellation)
    {
        var terminal = isQuiet ? session.Terminal.Error : session.Terminal.Out;
        await terminal.WriteLineAsync($"{Path.GetRelativePath(session.Terminal.Folder, edit.Path)}: {Changes(edit)}");
        if (proposal is null)
        {
            edit.Write();
            await session.Terminal.Error.WriteLineAsync($"now lepton train {plan.Search.Model}{(plan.Search.Folds > 0 ? string.Empty : ": the best trial's model is known already")}");
            return null;
        }

        var repository = await GitRepository.RequireAsync(session.Workspace!.Root, cancellation);
        var pull = await proposal.MakeAsync(repository, plan.Search.Name, edit.Path, edit.Text, $"Better hyperparameters of {plan.Search.Model}", Text(plan, outcome, edit), cancellation);
        await terminal.WriteLineAsync(pull);
        return pull;
    }

    private static string Changes(HyperparametersEdit edit) =>
        string.Join(", ", edit.Changes.Select(c => $"{c.Name} {(c.Before is null ? "(default)" : SearchTable.Text(c.Before))} → {SearchTable.Text(c.After)}"));

    // What was tried and gained, for who reviews.
    private static string Text(SearchPlan plan, SearchOutcome outcome, HyperparametersEdit edit)
    {
        var (search, best) = (plan.Search, outcome.Trials[outcome.Best[0]]);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"`{search.Name}` ({Words.Of(search.Method)}) tried {outcome.Trials.Count} times, judged on {Judges(search, outcome)}; the test rows were not looked at.\n\n| | now | proposed |\n| --- | --- | --- |\n");
        for (var i = 0; i < search.Objectives.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {search.Objectives[i]} | {(outcome.Current is null ? "failed" : SearchTable.Number(outcome.Current[i]))} | {SearchTable.Number(best.Objectives![i])} |\n");
        }

        foreach (var (name, before, after) in edit.Changes)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {(before is null ? "default" : SearchTable.Text(before))} | {SearchTable.Text(after)} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nThe best of them:\n\n| trial | {string.Join(" | ", search.Objectives)} | values |\n| --- |{string.Concat(search.Objectives.Select(_ => " --- |"))} --- |\n");
        foreach (var trial in RankedTrials.Of(plan, outcome.Trials.Where(t => t.Plan.Rounds == best.Plan.Rounds)).Take(10))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {trial.Plan.Index} | {string.Join(" | ", trial.Objectives!.Select(SearchTable.Number))} | {string.Join(", ", trial.Values.Select(v => $"{v.Key} {SearchTable.Text(v.Value)}"))} |\n");
        }

        return text.Append("\nThe report of this pull request says what the change does on the test rows.\n").ToString();
    }
}
