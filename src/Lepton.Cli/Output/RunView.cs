using System.Globalization;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;

namespace Lepton.Cli.Output;

/// <summary>Draws a run: one line a finished step, and on a terminal a last line with what is going on.</summary>
internal sealed class RunView(Terminal terminal, bool verbose, TimeProvider clock) : IEventSink
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Style style = new(terminal.HasColour);
    private readonly DiagnosticFormatter formatter = new(terminal.Folder);
    private readonly SortedDictionary<string, string> running = new(StringComparer.Ordinal);
    private readonly HashSet<Diagnostic> told = [];
    private long drawn;
    private bool hasLine;

    public void Publish(LeptonEvent item)
    {
        switch (item)
        {
            case LeptonEvent.StepStarted e:
                running[e.Step] = string.Empty;
                if (!terminal.IsInteractive && verbose)
                {
                    Line(style.Quiet($"{e.Step,-34} started"));
                }

                break;
            case LeptonEvent.Progress e:
                Progress(e);
                break;
            case LeptonEvent.DiagnosticRaised e when told.Add(e.Diagnostic):
                Line(Colour(e.Diagnostic, formatter.Format(e.Diagnostic)));
                break;
            case LeptonEvent.StepFinished e:
                running.Remove(e.Step);
                Finished(e);
                break;
            case LeptonEvent.RunFinished:
                Clear();
                break;
            default:
                break;
        }
    }

    private void Progress(LeptonEvent.Progress e)
    {
        running[e.Step] = e.Fraction is { } done ? $"{done * 100,3:0} % {e.Text}" : e.Text;
        if (terminal.IsInteractive)
        {
            Draw();
        }
        else if (verbose)
        {
            Line(style.Quiet($"{e.Step,-34} {running[e.Step]}"));
        }
    }

    private void Finished(LeptonEvent.StepFinished e)
    {
        var seconds = e.Duration.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s";
        switch (e.Status)
        {
            case StepStatus.Done:
                Line($"{e.Step,-34} {style.Good("done")}      {seconds,9}");
                break;
            case StepStatus.Reused when verbose:
                Line($"{e.Step,-34} {style.Quiet("reused")}    {style.Quiet(e.Note ?? string.Empty)}");
                break;
            case StepStatus.Failed:
                Line($"{e.Step,-34} {style.Bad("failed")}    {seconds,9}");
                break;
            case StepStatus.NotTried:
                Line($"{e.Step,-34} {style.Doubt("not tried")} {e.Note}");
                break;
            case StepStatus.Cancelled:
                Line($"{e.Step,-34} {style.Doubt("cancelled")}");
                break;
            default:
                break;
        }
    }

    private string Colour(Diagnostic diagnostic, string text) => diagnostic.IsError ? style.Bad(text) : style.Doubt(text);

    private void Line(string text)
    {
        Clear();
        terminal.Error.WriteLine(text);
    }

    private void Draw()
    {
        if (hasLine && clock.GetElapsedTime(drawn) < Pause)
        {
            return;
        }

        drawn = clock.GetTimestamp();
        var text = string.Join(" | ", running.Select(r => $"{r.Key} {r.Value}"));
        var width = Math.Max(20, terminal.Width() - 1);
        terminal.Error.Write("\r\u001b[K" + (text.Length > width ? text[..(width - 1)] + "…" : text));
        hasLine = true;
    }

    private void Clear()
    {
        if (hasLine)
        {
            terminal.Error.Write("\r\u001b[K");
            hasLine = false;
        }
    }
}
