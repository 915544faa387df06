using Lepton.Core.Diagnostics;
using Lepton.Core.Events;

namespace Lepton.Graph;

/// <summary>Tells of steps that failed.</summary>
internal static class StepFailures
{
    /// <summary>Raises each diagnostic; the failed run.</summary>
    public static StepRun Fail(this IEventSink sink, Step step, IReadOnlyList<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            sink.Publish(new LeptonEvent.DiagnosticRaised(step.Id.ToString(), diagnostic));
        }

        return new StepRun(step.Id, StepStatus.Failed, null, null, diagnostics);
    }
}
