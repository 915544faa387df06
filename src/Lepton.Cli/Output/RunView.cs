using System.Globalization;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;

namespace Lepton.Cli.Output;

/// <summary>Draws a run: one line a finished step, and on a terminal below them what runs, what is reused and what waits for what.</summary>
internal sealed class RunView(Terminal terminal, bool verbose, TimeProvider clock) : IEventSink
{
    private const int MostRunning = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Style style = new(terminal.HasColour);
    private readonly DiagnosticLine line = new(terminal);
    private readonly LiveRegion live = new(terminal.Error, terminal.Width);
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> running = new(StringComparer.Ordinal);
    private readonly HashSet<Diagnostic> told = [];
    private LeptonEvent.Outlook? outlook;
    private long? drawn;

    public void Publish(LeptonEvent item)
    {
        lock (gate)
        {
            Take(item);
        }
    }

    private void Take(LeptonEvent item)
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
                Line(line.Of(e.Diagnostic));
                break;
            case LeptonEvent.StepFinished e:
                running.Remove(e.Step);
                Finished(e);
                break;
            case LeptonEvent.RunFinished:
                live.Clear();
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

    private void Line(string text)
    {
        live.Clear();
        terminal.Error.WriteLine(text);
        drawn = null;
        if (terminal.IsInteractive && running.Count > 0)
        {
            Draw();
        }
    }

    private void Draw()
    {
        if (drawn is { } last && clock.GetElapsedTime(last) < Pause)
        {
            return;
        }

        drawn = clock.GetTimestamp();
        var lines = new List<string>();
        if (outlook is { } o)
        {
            lines.Add(Overview(o));
        }

        lines.AddRange(running.Keys.Order(StringComparer.Ordinal).Take(MostRunning).Select(step => $"  {step,-32} {running[step]}"));
        if (running.Count > MostRunning)
        {
            lines.Add($"  and {running.Count - MostRunning} more");
        }

        // The outlook is told now and then: what has started meanwhile waits no more.
        var next = outlook?.Next.Where(n => !running.ContainsKey(n.Step)).ToList() ?? [];
        if (next.Count > 0)
        {
            var more = outlook!.Waiting > next.Count ? $", and {outlook.Waiting - next.Count} more" : string.Empty;
            lines.Add("  waiting: " + string.Join(", ", next.Select(n => $"{n.Step} for {n.For}")) + more);
        }

        live.Draw(lines);
    }

    // Such as: 12 of 40 steps done, 8 reused, 26 waiting, about 2 min left. What a count cannot tell is left out.
    private static string Overview(LeptonEvent.Outlook o)
    {
        var reused = o.Reused > 0 ? $", {o.Reused} of them reused" : string.Empty;
        var waiting = o.Waiting > 0 ? $", {o.Waiting} waiting" : string.Empty;
        var left = o.Remaining is { } time
            ? ", about " + (time.TotalSeconds < 90 ? $"{Math.Max(1, Math.Ceiling(time.TotalSeconds)):0} s" : $"{Math.Ceiling(time.TotalMinutes):0} min") + " left"
            : string.Empty;
        return $"{o.Done} of {o.Done + o.Running + o.Waiting} steps done{reused}{waiting}{left}";
    }
}
