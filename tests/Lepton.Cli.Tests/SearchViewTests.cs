using System.Text;
using System.Text.Json.Nodes;
using Lepton.Cli.Commands;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Specs;
using Lepton.Testing;
using Lepton.Training.Search;

namespace Lepton.Cli.Tests;

/// <summary>The live table of a search, frame by frame.</summary>
public sealed class SearchViewTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SearchPlan plan;

    public SearchViewTests()
    {
        foreach (var (path, content) in InitFiles.All)
        {
            folder.Write(path, content);
        }

        folder.Write("models/house-price.search.yaml", "apiVersion: lepton/v1\nkind: Search\nname: house-price-search\nmodel: house-price\nspace:\n  l2: { min: 0.001, max: 1000, scale: log }\nobjective: [r2, rmse]\ntrials: 20\n");
        var workspace = WorkspaceLoader.Load(folder.Path, []).Workspace!;
        plan = new SearchPlan(workspace.Searches["house-price-search"], workspace.Models["house-price"]);
    }

    [Theory]
    [InlineData("terminal")]
    [InlineData("plain")]
    public void A_search_is_drawn_event_by_event(string kind)
    {
        var text = new StringBuilder();
        using var error = new StringWriter { NewLine = "\n" };
        var view = View(kind, error, new TickingClock());
        foreach (var (name, happens) in new (string, Action)[]
        {
            ("a trial begins", () => view.Publish(new LeptonEvent.StepStarted("train house-price#0"))),
            ("it trains", () => view.Publish(new LeptonEvent.Progress("train house-price#0", 0.5, "loss 0.1"))),
            ("its step ends", () => view.Publish(new LeptonEvent.StepFinished("train house-price#0", StepStatus.Done, TimeSpan.FromSeconds(1), null))),
            ("it ends", () => view.Add(Trial(0, [0.8, 30_000]))),
            ("a better one was known", () => view.Add(Trial(1, [0.9, 20_000]) with { IsReused = true })),
            ("a step fails", () => view.Publish(new LeptonEvent.StepFinished("train house-price#2", StepStatus.Failed, TimeSpan.Zero, null))),
            ("with a message", () => view.Publish(new LeptonEvent.DiagnosticRaised("train house-price#2", new Diagnostic("LPT9999", Severity.Warning, "something is wrong", null, "mend it", ExitCode.Done)))),
            ("and so does its trial", () => view.Add(Trial(2, null))),
            ("all is over", view.Clear),
        })
        {
            error.GetStringBuilder().Clear();
            happens();
            text.Append("== ").Append(name).Append('\n').Append(error.ToString().Replace("\u001b", "<esc>", StringComparison.Ordinal).Replace("\r", "<cr>", StringComparison.Ordinal)).Append('\n');
        }

        var snapshot = $"search.{kind}.txt";
        Assert.Equal(SnapshotFile.Of(snapshot, text.ToString()), text.ToString());
    }

    [Fact]
    public void Frames_come_no_more_often_than_ten_times_a_second()
    {
        using var error = new StringWriter();
        var view = View("terminal", error, new TickingClock(TimeSpan.FromMilliseconds(1)));
        for (var i = 0; i < 1000; i++)
        {
            view.Publish(new LeptonEvent.Progress("train house-price#0", i / 1000.0, "loss"));
        }

        Assert.InRange(error.ToString().Split("\u001b[J").Length - 1, 3, 30);
    }

    public void Dispose() => folder.Dispose();

    private SearchView View(string kind, StringWriter error, TimeProvider clock) =>
        new(new Terminal(TextWriter.Null, error, kind == "terminal", kind == "terminal", folder.Path, () => 60, null), plan, verbose: false, clock);

    private static TrialOutcome Trial(int index, IReadOnlyList<double>? objectives) =>
        new(new PlannedTrial(index, new Dictionary<string, double> { ["l2"] = index + 0.5 }, null), [new Entry<JsonNode>("l2", index + 0.5)], objectives, 1, false, null, null, []);
}
