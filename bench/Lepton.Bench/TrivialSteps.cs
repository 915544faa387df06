using System.Diagnostics;
using Lepton.Core.Events;
using Lepton.Graph;
using Lepton.Store;

namespace Lepton.Bench;

/// <summary>A thousand steps that do nothing, on two cores: what is left is the scheduler's and the store's own time.</summary>
internal sealed class TrivialSteps : IKnownResults
{
    public static async Task<double> SecondsAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lepton-bench-");
        try
        {
            var scheduler = new Scheduler(new LocalStore(folder.FullName), new TrivialSteps(), new BroadcastSink(), new ResourcePool(2, 0, long.MaxValue), TimeProvider.System);
            var graph = new StepGraph(Enumerable.Range(0, 1000).Select(i => new TrivialStep(i)));
            var started = Stopwatch.GetTimestamp();
            var runs = await scheduler.RunAsync(graph, CancellationToken.None);
            return runs.All(r => r.Status == StepStatus.Done) ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new InvalidOperationException("a step did not run");
        }
        finally
        {
            foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
            {
                file.IsReadOnly = false;
            }

            folder.Delete(recursive: true);
        }
    }

    public StepResult? Find(StepId step, StepInputs inputs) => null;
}
