using Lepton.Core.Events;
using Lepton.Specs;
using Lepton.Store;

namespace Lepton.Graph;

/// <summary>How far a graph has come. Not safe for threads: the scheduler alone uses it.</summary>
internal sealed class GraphRun
{
    // Of those that wait so many are named.
    private const int Shown = 3;

    private readonly StepGraph graph;
    private readonly CriticalPath path;
    private readonly HashSet<StepId> needed;
    private readonly Dictionary<StepId, Step> steps = [];
    private readonly Dictionary<StepId, List<Step>> dependents = [];
    private readonly Dictionary<StepId, int> missing = [];
    private readonly Dictionary<StepId, StepRun> runs = [];
    private readonly Queue<Step> ready = new();
    private readonly List<Step> queue = [];
    private readonly HashSet<StepId> open = [];
    private readonly HashSet<StepId> prepared = [];
    private readonly HashSet<StepId> redone = [];
    private readonly Dictionary<StepId, List<Step>> waiting = [];

    public GraphRun(StepGraph graph, CriticalPath path, HashSet<StepId> needed)
    {
        (this.graph, this.path, this.needed) = (graph, path, needed);
        foreach (var step in graph.Steps)
        {
            steps[step.Id] = step;
            dependents[step.Id] = [];
            missing[step.Id] = step.Needs.Count;
            open.Add(step.Id);
            foreach (var need in step.Needs)
            {
                dependents[need].Add(step);
            }

            if (step.Needs.Count == 0)
            {
                ready.Enqueue(step);
            }
        }
    }

    public bool HasFailed { get; private set; }

    public IReadOnlyList<StepRun> Runs => [.. graph.Steps.Select(s => runs[s.Id])];

    public bool IsNeeded(Step step) => needed.Contains(step.Id);

    public IEnumerable<StepRun> Needs(Step step) => step.Needs.Select(n => runs[n]);

    /// <summary>The failed step that keeps another from being tried, or null where nothing failed that it needs.</summary>
    public StepId? RootCause(Step step)
    {
        foreach (var need in step.Needs.Select(n => runs[n]).Where(n => n.Result is null))
        {
            if ((need.Status == StepStatus.Failed ? need.Step : RootCause(steps[need.Step])) is { } cause)
            {
                return cause;
            }
        }

        return null;
    }

    public Dictionary<StepId, StepResult> Results(Step step) => step.Needs.ToDictionary(n => n, n => runs[n].Result!);

    public Resources ResourcesOf(StepId step) => steps[step].Resources;

    /// <summary>A step whose needs have all ended, each once.</summary>
    public Step? TakeReady() => ready.TryDequeue(out var step) ? step : null;

    /// <summary>Whether the step must run here although it had a result: its blobs cannot be had.</summary>
    public bool IsRedone(Step step) => redone.Contains(step.Id);

    /// <summary>Whether nothing is left to be fetched for the step.</summary>
    public bool IsPrepared(Step step) => prepared.Contains(step.Id);

    /// <summary>The step goes on with what its preparation brought.</summary>
    public void Prepare(Step step, Prepared outcome)
    {
        if (outcome.Lacking.Count == 0)
        {
            prepared.Add(step.Id);
            ready.Enqueue(step);
            return;
        }

        missing[step.Id] = outcome.Lacking.Count;
        foreach (var need in outcome.Lacking)
        {
            if (waiting.TryGetValue(need, out var others))
            {
                others.Add(step);
                continue;
            }

            waiting[need] = [step];
            redone.Add(need);
            needed.Add(need);
            open.Add(need);
            ready.Enqueue(steps[need]);
        }
    }

    /// <summary>A step that must run, when its turn comes.</summary>
    public void Queue(Step step)
    {
        // The longest way to go first; of equals the one that comes first in the graph.
        var priority = path.ToEnd(step.Id);
        var at = queue.Count;
        while (at > 0 && path.ToEnd(queue[at - 1].Id) < priority)
        {
            at--;
        }

        queue.Insert(at, step);
    }

    /// <summary>Takes the steps that can start now, with their resources. A step passes another only if it takes nothing that the other waits for.</summary>
    public List<Step> Startable(ResourcePool pool)
    {
        var started = new List<Step>();
        var scarce = Scarcity.None;
        for (var i = 0; i < queue.Count && !scarce.HasFlag(Scarcity.Cpu);)
        {
            var wanted = queue[i].Resources;
            if (!pool.Uses(wanted, scarce) && pool.TryTake(wanted))
            {
                started.Add(queue[i]);
                queue.RemoveAt(i);
            }
            else
            {
                scarce |= pool.Lacks(wanted);
                i++;
            }
        }

        return started;
    }

    public void Complete(StepRun run)
    {
        runs[run.Step] = run;
        open.Remove(run.Step);
        HasFailed |= run.Status == StepStatus.Failed;
        foreach (var dependent in waiting.Remove(run.Step, out var again) ? again : dependents[run.Step])
        {
            if (--missing[dependent.Id] == 0)
            {
                ready.Enqueue(dependent);
            }
        }
    }

    /// <summary>Asks anew of every step that waits for its turn whether it must run.</summary>
    public void DropQueue()
    {
        queue.ForEach(ready.Enqueue);
        queue.Clear();
    }

    /// <summary>What is still to be done; the time that remains is the longest chain, or all the work shared by the cores, whichever is more.</summary>
    public LeptonEvent.Outlook Outlook(int running, int cores)
    {
        double work = 0, longest = 0;
        foreach (var step in open)
        {
            var own = path.Of(step);
            work += own * Math.Min(cores, steps[step].Resources.Cpu);
            longest = Math.Max(longest, path.ToEnd(step));
        }

        var reused = runs.Values.Count(r => r.Status == StepStatus.Reused);
        return new LeptonEvent.Outlook(graph.Steps.Count - open.Count, reused, running, open.Count - running, path.IsKnown ? TimeSpan.FromSeconds(Math.Max(longest, work / cores)) : null, Next());
    }

    // Those that lack the machine first: they come next.
    private List<WaitingStep> Next()
    {
        var next = queue.Take(Shown).Select(s => new WaitingStep(s.Id.ToString(), "a free core")).ToList();
        foreach (var step in graph.Steps)
        {
            if (next.Count == Shown)
            {
                break;
            }

            if (open.Contains(step.Id) && missing[step.Id] > 0)
            {
                next.Add(new WaitingStep(step.Id.ToString(), step.Needs.First(open.Contains).ToString()));
            }
        }

        return next;
    }
}
