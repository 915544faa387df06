using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Store;
using Lepton.Store.Remotes;

namespace Lepton.Graph;

/// <summary>What is done for a step that this machine has no result of, before it runs here: another machine may have made it; if not, what it reads is fetched.</summary>
/// <param name="remote">Results that machines share, or null.</param>
internal sealed class Preparation(LocalStore store, IKnownResults known, IRemoteResults? remote, IEventSink sink)
{
    /// <param name="redo">Whether the step shall run here whatever the remote has.</param>
    /// <param name="isNeeded">Whether later steps read more of it than a lock tells.</param>
    public async Task<Prepared> RunAsync(Step step, bool redo, bool isNeeded, IReadOnlyDictionary<StepId, StepResult> needs, CancellationToken cancellation)
    {
        var name = step.Id.ToString();
        try
        {
            if (!redo && step.IsShared && await FindAsync(step, isNeeded, needs, cancellation) is { } found)
            {
                return found;
            }

            var lacking = new List<StepId>();
            foreach (var (need, result) in needs)
            {
                if (!await FetchAsync(name, [.. result.Outputs.Where(o => step.Reads(need, o.Name))], cancellation))
                {
                    lacking.Add(need);
                }
            }

            // Where one of these cannot be had, the step says so itself.
            await FetchAsync(name, [.. step.Pinned.Select(p => new StepOutput("pinned", p, p, 0))], cancellation);
            return new Prepared(null, null, lacking);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The scheduler sees it too, and ends the step.
            return new Prepared(null, null, []);
        }
        catch (DiagnosticException e)
        {
            return new Prepared(sink.Fail(step, e.Diagnostics), null, []);
        }
#pragma warning disable CA1031 // The outermost boundary of a step: whatever is thrown must end this step alone.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new Prepared(sink.Fail(step, [GraphDiagnostics.Unexpected(name, e)]), null, []);
        }
    }

    private async Task<Prepared?> FindAsync(Step step, bool isNeeded, IReadOnlyDictionary<StepId, StepResult> needs, CancellationToken cancellation)
    {
        var inputs = step.Inputs(needs);
        if (!isNeeded && step.IsProduct && known.Find(step.Id, inputs) is { } locked && await FetchAsync(step.Id.ToString(), locked.Outputs, cancellation))
        {
            return new Prepared(new StepRun(step.Id, StepStatus.Reused, inputs, locked, []), "locked, fetched", []);
        }

        if (remote is null || await remote.FindAsync(step.Id.Kind, inputs.Key, cancellation) is not { } found
            || (step.IsProduct && !await FetchAsync(step.Id.ToString(), found.Result.Outputs, cancellation)))
        {
            return null;
        }

        // With all its blobs here it is a result like any other; else only its facts are used.
        if (found.Result.Outputs.All(o => store.Blobs.Contains(o.Blob)))
        {
            store.Results.Put(found.Result);
        }

        return new Prepared(new StepRun(step.Id, StepStatus.Reused, inputs, found.Result, []), $"from {found.Namespace.Name}, built by {found.Builder}", []);
    }

    // Bytes are checked before they are used: what is damaged is as if it were not there.
    private async Task<bool> FetchAsync(string step, IReadOnlyList<StepOutput> outputs, CancellationToken cancellation)
    {
        var missing = new List<BlobInfo>();
        foreach (var output in outputs)
        {
            if (!store.Blobs.IsSound(output.Blob, out var damage))
            {
                missing.Add(new BlobInfo(output.Blob, output.Size));
                if (damage is not null)
                {
                    sink.Publish(new LeptonEvent.DiagnosticRaised(step, StoreDiagnostics.DamagedBlob(output.Blob, damage, store.Blobs.Remove(output.Blob))));
                }
            }
        }

        return missing.Count == 0 || (remote is not null && await remote.FetchAsync(missing, new StepProgress(step, sink).Report, cancellation));
    }
}
