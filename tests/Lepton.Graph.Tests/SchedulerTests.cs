using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Specs;
using Lepton.Store;
using Lepton.Testing;

namespace Lepton.Graph.Tests;

public sealed class SchedulerTests : IDisposable, IKnownResults
{
    private readonly TempFolder folder = new();
    private readonly RecordingSink sink = new();

    [Fact]
    public async Task A_second_run_does_nothing()
    {
        var steps = Chain();
        await Run(steps);
        var runs = await Run(steps);
        Assert.All(runs, r => Assert.Equal(StepStatus.Reused, r.Status));
        Assert.All(steps, s => Assert.Equal(1, s.Runs));
    }

    [Fact]
    public async Task A_changed_input_that_leads_to_the_same_content_stops_there()
    {
        var steps = Chain();
        steps[0].Content = _ => "always the same";
        await Run(steps);
        steps[0].Input = "2";
        await Run(steps);
        Assert.Equal([2, 1, 1], steps.Select(s => s.Runs));
    }

    [Fact]
    public async Task A_changed_content_reruns_what_depends_on_it()
    {
        var steps = Chain();
        await Run(steps);
        steps[1].Input = "2";
        await Run(steps);
        Assert.Equal([1, 2, 2], steps.Select(s => s.Runs));
    }

    [Fact]
    public async Task A_failure_stops_only_what_needs_it()
    {
        FakeStep bad = new("bad"), after = new("after", "bad"), free = new("free");
        bad.Work = _ => throw new DiagnosticException(GraphDiagnostics.TimedOut("x", TimeSpan.Zero));
        var runs = await Run(bad, after, free);
        Assert.Equal([StepStatus.Failed, StepStatus.NotTried, StepStatus.Done], runs.Select(r => r.Status));
        Assert.Contains(sink.Diagnostics, d => d.Code == "LPT3001");
    }

    [Fact]
    public async Task A_defect_of_a_step_is_a_diagnostic()
    {
        var step = new FakeStep("odd") { Work = _ => throw new FormatException("oops") };
        var run = Assert.Single(await Run(step));
        Assert.Equal("LPT3002", Assert.Single(run.Diagnostics).Code);
    }

    [Fact]
    public async Task A_step_that_takes_too_long_is_stopped()
    {
        var step = new FakeStep("slow") { Wants = new Resources(1, 0, null, TimeSpan.FromMilliseconds(20)), Work = c => Task.Delay(Timeout.Infinite, c) };
        Assert.Equal("LPT3001", Assert.Single(Assert.Single(await Run(step)).Diagnostics).Code);
    }

    [Fact]
    public async Task Cancelling_ends_running_steps_and_starts_no_other()
    {
        using var cancel = new CancellationTokenSource();
        var slow = new FakeStep("slow") { Work = c =>
        {
            cancel.Cancel();
            return Task.Delay(Timeout.Infinite, c);
        } };
        var after = new FakeStep("after", "slow");
        var runs = await Run([slow, after], cancel.Token);
        Assert.All(runs, r => Assert.Equal(StepStatus.Cancelled, r.Status));
        Assert.Equal(0, after.Runs);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.File("work")));
    }

    [Fact]
    public async Task An_input_that_changes_while_it_is_read_fails_the_step()
    {
        var step = new FakeStep("torn");
        step.Work = _ =>
        {
            step.Input = "other";
            return Task.CompletedTask;
        };
        Assert.Equal("LPT6004", Assert.Single(Assert.Single(await Run(step)).Diagnostics).Code);
    }

    [Fact]
    public async Task Two_runs_at_once_do_each_step_once()
    {
        FakeStep one = new("same") { Work = c => Task.Delay(100, c) }, other = new("same") { Work = c => Task.Delay(100, c) };
        await Task.WhenAll(Run(one), Run(other));
        Assert.Equal(1, one.Runs + other.Runs);
    }

    [Fact]
    public async Task Steps_share_the_cores()
    {
        int running = 0, most = 0;
        var gate = new Lock();
        async Task Work(CancellationToken c)
        {
            lock (gate)
            {
                most = Math.Max(most, ++running);
            }

            await Task.Delay(30, c);
            lock (gate)
            {
                running--;
            }
        }

        var steps = Enumerable.Range(0, 6).Select(i => new FakeStep($"s{i}") { Work = Work, Wants = new Resources(2, 0, null, null) }).ToArray();
        await Run(steps, CancellationToken.None, new ResourcePool(4, 0, long.MaxValue));
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task A_result_whose_blob_is_gone_is_made_again()
    {
        var step = new FakeStep("s");
        var run = Assert.Single(await Run(step));
        var path = new BlobStore(folder.Path).PathOf(run.Result!.Outputs[0].Blob);
        File.SetAttributes(path, FileAttributes.Normal);
        File.Delete(path);
        await Run(step);
        Assert.Equal(2, step.Runs);
    }

    [Fact]
    public void The_plan_tells_what_would_run()
    {
        var steps = Chain();
        var plan = new Planner(new LocalStore(folder.Path), this).Plan(new StepGraph(steps));
        Assert.Equal([PlannedState.Run, PlannedState.Depends, PlannedState.Depends], plan.Select(p => p.State));
        Assert.All(steps, s => Assert.Equal(0, s.Runs));
    }

    [Fact]
    public void A_circle_is_refused() => Assert.Throws<ArgumentException>(() => new StepGraph([new FakeStep("a", "b"), new FakeStep("b", "a")]));

    public StepResult? Find(StepId step, StepInputs inputs) => null;

    public void Dispose() => folder.Dispose();

    private static FakeStep[] Chain() => [new("a"), new("b", "a"), new("c", "b")];

    private Task<IReadOnlyList<StepRun>> Run(params FakeStep[] steps) => Run(steps, CancellationToken.None);

    private Task<IReadOnlyList<StepRun>> Run(FakeStep[] steps, CancellationToken cancellation, ResourcePool? pool = null) =>
        new Scheduler(new LocalStore(folder.Path), this, sink, pool ?? ResourcePool.OfMachine(), TimeProvider.System).RunAsync(new StepGraph(steps), cancellation);
}
