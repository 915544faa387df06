using Lepton.Cli.Pipeline;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Training.Search;

namespace Lepton.Cli.Output;

/// <summary>Draws a search: on a terminal the best trials so far and what runs, elsewhere a line a trial.</summary>
internal sealed class SearchView(Terminal terminal, SearchPlan plan, bool verbose, TimeProvider clock) : IEventSink
{
    private const int Shown = 8;
    private const int MostRunning = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Style style = new(terminal.HasColour);
    private readonly SearchTable table = new(plan, new Style(terminal.HasColour));
    private readonly DiagnosticLine line = new(terminal);
    private readonly LiveRegion live = new(terminal.Error, terminal.Width);
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, string> running = new(StringComparer.Ordinal);
    private readonly HashSet<Diagnostic> told = [];
    private readonly List<TrialOutcome> trials = [];
    private long? drawn;

    public void Publish(LeptonEvent item)
    {
        lock (gate)
        {
            switch (item)
            {
                case LeptonEvent.StepStarted e:
                    running[e.Step] = string.Empty;
                    Draw();
                    break;
                case LeptonEvent.Progress e:
                    running[e.Step] = e.Fraction is { } done ? $"{done * 100,3:0} % {e.Text}" : e.Text;
                    Draw();
                    break;
                case LeptonEvent.DiagnosticRaised e when told.Add(e.Diagnostic):
                    Line(line.Of(e.Diagnostic));
                    break;
                case LeptonEvent.StepFinished e:
                    running.Remove(e.Step);
                    if (verbose || e.Status == StepStatus.Failed)
                    {
                        Line($"{e.Step,-34} {e.Status.ToString().ToLowerInvariant()}");
                    }

                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>A trial has come to its end.</summary>
    public void Add(TrialOutcome trial)
    {
        lock (gate)
        {
            if (!terminal.IsInteractive)
            {
                if (trials.Count == 0)
                {
                    terminal.Error.WriteLine(table.Header());
                }

                terminal.Error.WriteLine(table.Line(trial));
            }

            trials.Add(trial);
            Draw();
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            live.Clear();
        }
    }

    private void Line(string text)
    {
        live.Clear();
        terminal.Error.WriteLine(text);
        drawn = null;
        Draw();
    }

    private void Draw()
    {
        if (!terminal.IsInteractive || (drawn is { } last && clock.GetElapsedTime(last) < Pause))
        {
            return;
        }

        drawn = clock.GetTimestamp();
        var order = RankedTrials.Of(plan, trials).Take(Shown).ToList();
        List<string> lines = [$"{style.Strong(plan.Search.Name)}  {trials.Select(t => t.Plan.Index).Distinct().Count()} of {plan.Trials} trials{(trials.Count(t => t.IsReused) is > 0 and var known ? $", {known} known" : string.Empty)}"];
        if (order.Count > 0)
        {
            lines.Add(table.Header());
            lines.AddRange(order.Select((t, i) => table.Line(t, i == 0)));
        }

        lines.AddRange(running.Take(MostRunning).Select(r => $"  {r.Key,-32} {r.Value}"));
        live.Draw(lines);
    }
}
