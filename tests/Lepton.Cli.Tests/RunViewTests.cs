using System.Text;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Testing;

namespace Lepton.Cli.Tests;

/// <summary>The live view, frame by frame.</summary>
public class RunViewTests
{
    private static readonly Diagnostic Problem = new("LPT9999", Severity.Warning, "50 % of\nthe rows, and more: gone", new SourceLocation("/home/models/a.yaml", 3, 5), "look: there", ExitCode.Done);

    private static readonly LeptonEvent[] Events =
    [
        new LeptonEvent.RunStarted(6),
        new LeptonEvent.StepFinished("data houses", StepStatus.Reused, TimeSpan.Zero, "known"),
        new LeptonEvent.StepStarted("train a"),
        new LeptonEvent.Outlook(1, 1, 1, 4, null, [new WaitingStep("train b", "a free core"), new WaitingStep("evaluate a", "train a")]),
        new LeptonEvent.Progress("train a", 0.25, "loss 0.5"),
        new LeptonEvent.DiagnosticRaised("train a", Problem),
        new LeptonEvent.DiagnosticRaised("train a", Problem),
        new LeptonEvent.StepFinished("train a", StepStatus.Done, TimeSpan.FromSeconds(1.25), null),
        new LeptonEvent.StepStarted("train b"),
        new LeptonEvent.Outlook(2, 1, 1, 3, TimeSpan.FromSeconds(89), [new WaitingStep("evaluate b", "train b")]),
        new LeptonEvent.StepFinished("train b", StepStatus.Failed, TimeSpan.FromSeconds(0.5), null),
        new LeptonEvent.StepFinished("evaluate b", StepStatus.NotTried, TimeSpan.Zero, "train b failed"),
        new LeptonEvent.Outlook(4, 1, 0, 2, TimeSpan.FromMinutes(3), []),
        new LeptonEvent.StepFinished("gate b", StepStatus.Cancelled, TimeSpan.Zero, null),
        new LeptonEvent.RunFinished(ExitCode.StepFailed, TimeSpan.FromSeconds(2)),
    ];

    [Theory]
    [InlineData("terminal", false)]
    [InlineData("plain", false)]
    [InlineData("plain", true)]
    [InlineData("github", false)]
    public void A_run_is_drawn_event_by_event(string kind, bool verbose)
    {
        var text = new StringBuilder();
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(TextWriter.Null, error, kind == "terminal", kind == "terminal", "/home", () => 60, kind == "github" ? "/home" : null);
        var clock = new TickingClock();
        var view = new RunView(terminal, verbose, clock);
        foreach (var item in Events)
        {
            error.GetStringBuilder().Clear();
            view.Publish(item);
            text.Append("== ").Append(item.GetType().Name).Append('\n').Append(error.ToString().Replace("\u001b", "<esc>", StringComparison.Ordinal).Replace("\r", "<cr>", StringComparison.Ordinal)).Append('\n');
        }

        var name = $"run.{kind}{(verbose ? ".verbose" : string.Empty)}.txt";
        Assert.Equal(SnapshotFile.Of(name, text.ToString()), text.ToString());
    }

    [Fact]
    public void Frames_come_no_more_often_than_ten_times_a_second()
    {
        using var error = new StringWriter();
        var view = new RunView(new Terminal(TextWriter.Null, error, true, false, "/home", () => 60), false, new TickingClock(TimeSpan.FromMilliseconds(1)));
        view.Publish(new LeptonEvent.StepStarted("train a"));
        for (var i = 0; i < 1000; i++)
        {
            view.Publish(new LeptonEvent.Progress("train a", i / 1000.0, "loss"));
        }

        Assert.InRange(error.ToString().Split("\u001b[J").Length - 1, 3, 30);
    }
}
