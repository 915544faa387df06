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
    private readonly Dictionary<string, string> running = new(StringComparer.Ordinal);
    private readonly HashSet<Diagnostic> told = [];
    private LeptonEvent.Outlook? outlook;
    private long drawn;
    private bool hasLine;

    public void Publish(LeptonEvent item)
    {
        switch (item)
        {
            case LeptonEvent.Outlook e:
                outlook = e;
                if (terminal.IsInteractive)
                {
                    Draw();
                }

                break;
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
        var text = Overview() + string.Join(" | ", running.Keys.Order(StringComparer.Ordinal).Select(r => $"{r} {running[r]}"));
        var width = terminal.Width() is > 0 and var columns ? Math.Max(20, columns - 1) : 79;
        terminal.Error.Write("\r\u001b[K" + (text.Length > width ? text[..(width - 1)] + "…" : text));
        hasLine = true;
    }

    // Such as [12/40, 26 waiting, about 2 min left]: what a count cannot tell is left out.
    private string Overview()
    {
        if (outlook is not { } o)
        {
            return string.Empty;
        }

        var total = o.Done + o.Running + o.Waiting;
        var waiting = o.Waiting > 0 ? $", {o.Waiting} waiting" : string.Empty;
        var left = o.Remaining is { } time
            ? ", about " + (time.TotalSeconds < 90 ? $"{Math.Max(1, Math.Ceiling(time.TotalSeconds)):0} s" : $"{Math.Ceiling(time.TotalMinutes):0} min") + " left"
            : string.Empty;
        return $"[{o.Done}/{total}{waiting}{left}] ";
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
