using System.Threading.Channels;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Store;

namespace Lepton.Graph;

/// <summary>
/// Runs a graph: every step whose result is not known, after what it needs, in parallel within the machine's resources.
/// A failed step stops only what needs it.
/// </summary>
public sealed class Scheduler(LocalStore store, IKnownResults known, IEventSink sink, ResourcePool pool, TimeProvider clock)
{
    /// <summary>How each step ended, in the graph's order.</summary>
    public async Task<IReadOnlyList<StepRun>> RunAsync(StepGraph graph, CancellationToken cancellation)
    {
        sink.Publish(new LeptonEvent.RunStarted(graph.Steps.Count));
        WorkFolder.Sweep(store.Folder);
        var needed = Needed(graph);
        var runs = new Dictionary<StepId, StepRun>();
        var waiting = graph.Steps.ToList();
        var finished = Channel.CreateUnbounded<StepRun>();
        var running = 0;
        while (waiting.Count > 0 || running > 0)
        {
            foreach (var step in waiting.Where(s => s.Needs.All(runs.ContainsKey)).ToList())
            {
                if (Settle(step, runs, needed, cancellation) is { } settled)
                {
                    waiting.Remove(step);
                    runs[step.Id] = settled;
                }
                else if (pool.TryTake(step.Resources))
                {
                    waiting.Remove(step);
                    running++;
                    var needs = Results(step, runs);
                    _ = Task.Run(async () => await finished.Writer.WriteAsync(await new StepRunner(store, sink, clock).RunAsync(step, needs, cancellation)), CancellationToken.None);
                }
            }

            if (running > 0 && !waiting.Any(s => s.Needs.All(runs.ContainsKey) && IsSettled(s, runs)))
            {
                var run = await finished.Reader.ReadAsync(CancellationToken.None);
                running--;
                pool.Return(graph.Steps.First(s => s.Id == run.Step).Resources);
                runs[run.Step] = run;
            }
        }

        return [.. graph.Steps.Select(s => runs[s.Id])];
    }

    // Steps whose blobs a later step will read: their results must be in the store, a lock's word is not enough.
    private HashSet<StepId> Needed(StepGraph graph)
    {
        var planned = new Planner(store, known).Plan(graph);
        var needed = new HashSet<StepId>();
        foreach (var item in planned.Reverse())
        {
            if (item.State is PlannedState.Run or PlannedState.Depends || needed.Contains(item.Step.Id))
            {
                if (item.State != PlannedState.Known)
                {
                    needed.UnionWith(item.Step.Needs);
                }
            }
        }

        return needed;
    }

    private static bool IsSettled(Step step, Dictionary<StepId, StepRun> runs) => step.Needs.Any(n => runs[n].Result is null);

    private StepRun? Settle(Step step, Dictionary<StepId, StepRun> runs, HashSet<StepId> needed, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested || step.Needs.Any(n => runs[n].Status == StepStatus.Cancelled))
        {
            return Finish(new StepRun(step.Id, StepStatus.Cancelled, null, null, []), "cancelled");
        }

        if (step.Needs.FirstOrDefault(n => runs[n].Result is null) is { } missing)
        {
            return Finish(new StepRun(step.Id, StepStatus.NotTried, null, null, []), $"{missing} failed");
        }

        try
        {
            var inputs = step.Inputs(Results(step, runs));
            if (store.Find(inputs.Key) is { } result)
            {
                return Finish(new StepRun(step.Id, StepStatus.Reused, inputs, result, []), "known");
            }

            return !needed.Contains(step.Id) && known.Find(step.Id, inputs) is { } locked
                ? Finish(new StepRun(step.Id, StepStatus.Reused, inputs, locked, []), "locked")
                : null;
        }
        catch (DiagnosticException e)
        {
            foreach (var diagnostic in e.Diagnostics)
            {
                sink.Publish(new LeptonEvent.DiagnosticRaised(step.Id.ToString(), diagnostic));
            }

            return Finish(new StepRun(step.Id, StepStatus.Failed, null, null, e.Diagnostics), null);
        }
    }

    private StepRun Finish(StepRun run, string? note)
    {
        sink.Publish(new LeptonEvent.StepFinished(run.Step.ToString(), run.Status, TimeSpan.Zero, note));
        return run;
    }

    private static Dictionary<StepId, StepResult> Results(Step step, Dictionary<StepId, StepRun> runs) =>
        step.Needs.ToDictionary(n => n, n => runs[n].Result!);
}
