using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Store;
using Lepton.Store.Remotes;

namespace Lepton.Graph;

/// <summary>Runs one step under its claim and keeps its result.</summary>
internal sealed class StepRunner(LocalStore store, IRemoteResults? remote, IEventSink sink, TimeProvider clock)
{
    public async Task<StepRun> RunAsync(Step step, IReadOnlyDictionary<StepId, StepResult> needs, CancellationToken cancellation)
    {
        var name = step.Id.ToString();
        var started = clock.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var inputs = step.Inputs(needs);
            var progress = new StepProgress(name, sink);
            using var claim = await StepClaim.AcquireAsync(store.Folder, inputs.Key, () => progress.Report(null, "another process is at it, waiting"), cancellation);
            if (store.Find(inputs.Key) is { } made)
            {
                return Finish(new StepRun(step.Id, StepStatus.Reused, inputs, made, []), started, "made by another process");
            }

            sink.Publish(new LeptonEvent.StepStarted(name));
            started = clock.GetTimestamp();
            if (step.Resources.Time is { } time)
            {
                limit.CancelAfter(time);
            }

            using var work = WorkFolder.Create(store.Folder);
            var outcome = await step.RunAsync(new StepContext(store, work, progress, needs), limit.Token);
            if (step.Inputs(needs).Key != inputs.Key)
            {
                throw new DiagnosticException(StoreDiagnostics.Changed($"an input of {name}"));
            }

            var result = new StepResult(step.Id.Kind, inputs.Key, inputs.Values, inputs.Environment, outcome.Outputs, outcome.Facts, Math.Max(0.001, Math.Round(clock.GetElapsedTime(started).TotalSeconds, 3)));
            store.Results.Put(result);
            if (step.IsShared)
            {
                remote?.Offer(result);
            }

            return Finish(new StepRun(step.Id, StepStatus.Done, inputs, result, []), started, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fail(step, started, [GraphDiagnostics.TimedOut(name, step.Resources.Time!.Value)]);
        }
        catch (OperationCanceledException)
        {
            return Finish(new StepRun(step.Id, StepStatus.Cancelled, null, null, []), started, null);
        }
        catch (DiagnosticException e)
        {
            return Fail(step, started, e.Diagnostics);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(step, started, [StoreDiagnostics.Unwritable(store.Folder, e.Message)]);
        }
#pragma warning disable CA1031 // The outermost boundary of a step: whatever it throws must end this step alone.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail(step, started, [GraphDiagnostics.Unexpected(name, e)]);
        }
    }

    private StepRun Fail(Step step, long started, IReadOnlyList<Diagnostic> diagnostics) => Finish(sink.Fail(step, diagnostics), started, null);

    private StepRun Finish(StepRun run, long started, string? note)
    {
        sink.Publish(new LeptonEvent.StepFinished(run.Step.ToString(), run.Status, clock.GetElapsedTime(started), note));
        return run;
    }
}
