using System.Threading.Channels;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Store;
using Lepton.Store.Remotes;

namespace Lepton.Graph;

/// <summary>
/// Runs a graph: every step whose result is not known, after what it needs, in parallel within the machine's resources, the
/// longest remaining path first. A failed step stops only what needs it, unless the first failure shall stop everything.
/// </summary>
/// <param name="expected">Seconds that a step is expected to take, or null where nothing is known of it.</param>
/// <param name="remote">Results that machines share, or null.</param>
/// <param name="failFast">Starts no step once one has failed; those that run come to their end.</param>
public sealed class Scheduler(LocalStore store, IKnownResults known, IEventSink sink, ResourcePool pool, TimeProvider clock, Func<StepId, double?>? expected = null, IRemoteResults? remote = null, bool failFast = false)
{
    // How far the run has come is told as often as a view can show it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How each step ended, in the graph's order.</summary>
    public async Task<IReadOnlyList<StepRun>> RunAsync(StepGraph graph, CancellationToken cancellation)
    {
        store.Sweep();
        var run = new GraphRun(graph, new CriticalPath(graph, expected ?? (_ => null)), Needed(graph));
        sink.Publish(new LeptonEvent.RunStarted(graph.Steps.Count));
        var finished = Channel.CreateUnbounded<Action>();
        var runner = new StepRunner(store, remote, sink, clock);
        var preparation = new Preparation(store, known, remote, sink);
        int running = 0, preparing = 0;
        long? told = null;
        while (true)
        {
            while (run.TakeReady() is { } step)
            {
                if (Settle(step, run, cancellation) is { } settled)
                {
                    Finish(settled.Run, settled.Note);
                    run.Complete(settled.Run);
                }
                else if (run.IsPrepared(step) || IsAtHand(step, run))
                {
                    run.Queue(step);
                }
                else
                {
                    preparing++;
                    var (needs, redo, isNeeded) = (run.Results(step), run.IsRedone(step), run.IsNeeded(step));
                    _ = Task.Run(async () =>
                    {
                        var outcome = await preparation.RunAsync(step, redo, isNeeded, needs, cancellation);
                        await finished.Writer.WriteAsync(() =>
                        {
                            preparing--;
                            Prepare(step, outcome, run);
                        });
                    }, CancellationToken.None);
                }
            }

            foreach (var step in run.Startable(pool))
            {
                running++;
                var needs = run.Results(step);
                _ = Task.Run(async () =>
                {
                    var ended = await runner.RunAsync(step, needs, cancellation);
                    await finished.Writer.WriteAsync(() =>
                    {
                        running--;
                        pool.Return(run.ResourcesOf(ended.Step));
                        run.Complete(ended);
                    });
                }, CancellationToken.None);
            }

            if (running + preparing == 0)
            {
                break;
            }

            if (told is null || clock.GetElapsedTime(told.Value) > Pause)
            {
                told = clock.GetTimestamp();
                sink.Publish(run.Outlook(running, pool.Cores));
            }

            (await finished.Reader.ReadAsync(CancellationToken.None))();
            if (cancellation.IsCancellationRequested || (failFast && run.HasFailed))
            {
                run.DropQueue();
            }
        }

        return run.Runs;
    }

    private void Prepare(Step step, Prepared outcome, GraphRun run)
    {
        if (outcome.Run is { } ended)
        {
            Finish(ended, outcome.Note);
            run.Complete(ended);
        }
        else
        {
            run.Prepare(step, outcome);
        }
    }

    // Steps whose blobs a later step will read: their results must be in the store, a lock's word is not enough.
    private HashSet<StepId> Needed(StepGraph graph)
    {
        var planned = new Planner(store, known).Plan(graph);
        var needed = new HashSet<StepId>();
        foreach (var item in planned.Reverse())
        {
            if (item.State != PlannedState.Known && (item.State is PlannedState.Run or PlannedState.Depends || needed.Contains(item.Step.Id)))
            {
                needed.UnionWith(item.Step.Needs);
            }
        }

        return needed;
    }

    // Ends a step that need not or cannot run; null where it must.
    private (StepRun Run, string? Note)? Settle(Step step, GraphRun run, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested || run.Needs(step).Any(n => n.Status == StepStatus.Cancelled))
        {
            return (new StepRun(step.Id, StepStatus.Cancelled, null, null, []), "cancelled");
        }

        if (run.Needs(step).Any(n => n.Result is null))
        {
            return (new StepRun(step.Id, StepStatus.NotTried, null, null, []), run.RootCause(step) is { } failed ? $"{failed} failed" : "stopped by an earlier failure");
        }

        try
        {
            var inputs = step.Inputs(run.Results(step));
            return store.Find(inputs.Key) is { } result ? (new StepRun(step.Id, StepStatus.Reused, inputs, result, []), "known")
                : !run.IsNeeded(step) && known.Find(step.Id, inputs) is { } locked && IsHere(step, locked) ? (new StepRun(step.Id, StepStatus.Reused, inputs, locked, []), "locked")
                : failFast && run.HasFailed ? (new StepRun(step.Id, StepStatus.NotTried, null, null, []), "stopped by an earlier failure")
                : null;
        }
        catch (DiagnosticException e)
        {
            return (sink.Fail(step, e.Diagnostics), null);
        }
    }

    // Nothing to ask for and nothing to check: most steps of a machine that works alone, and their order is kept.
    private bool IsAtHand(Step step, GraphRun run) =>
        remote is null && run.Needs(step).All(n => n.Result!.Outputs.All(o => !step.Reads(n.Step, o.Name) || store.Blobs.IsSeen(o.Blob)));

    // What a lock names may have to be fetched first.
    private bool IsHere(Step step, StepResult locked) => !step.IsProduct || locked.Outputs.All(o => store.Blobs.Contains(o.Blob));

    private void Finish(StepRun run, string? note) =>
        sink.Publish(new LeptonEvent.StepFinished(run.Step.ToString(), run.Status, TimeSpan.Zero, note));
}
