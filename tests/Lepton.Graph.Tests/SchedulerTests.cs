using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Specs;
using Lepton.Store;
using Lepton.Store.Remotes;
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
    public async Task The_longest_remaining_path_goes_first()
    {
        // a is quick but heads a long chain; b takes long by itself; c is nothing.
        var order = new List<string>();
        FakeStep Step(string name, params string[] needs) => new(name, needs) { Work = _ =>
        {
            lock (order)
            {
                order.Add(name);
            }

            return Task.CompletedTask;
        } };
        var seconds = new Dictionary<string, double> { ["a"] = 1, ["a2"] = 9, ["b"] = 5, ["c"] = 0.1 };
        await Run([Step("c"), Step("b"), Step("a"), Step("a2", "a")], CancellationToken.None, new ResourcePool(1, 0, long.MaxValue), id => seconds[id.Subject]);
        Assert.Equal(["a", "a2", "b", "c"], order);
    }

    [Fact]
    public void Of_a_step_that_nobody_knows_the_mean_of_its_kind_is_expected()
    {
        var graph = new StepGraph([new FakeStep("a"), new FakeStep("b"), new FakeStep("new", "a")]);
        var path = new CriticalPath(graph, id => id.Subject switch { "a" => 2, "b" => 4, _ => null });
        Assert.Equal(3, path.Of(new StepId("fake", "new")));
        Assert.Equal(5, path.ToEnd(new StepId("fake", "a")));
    }

    [Fact]
    public async Task A_step_that_waits_for_cores_is_not_passed_by_those_that_take_them()
    {
        // The wide step has the longest way to go: the small ones must leave it the cores, else it never starts.
        var order = new List<string>();
        FakeStep Step(string name, int cpu) => new(name) { Wants = new Resources(cpu, 0, null, null), Work = async c =>
        {
            lock (order)
            {
                order.Add(name);
            }

            await Task.Delay(20, c);
        } };
        var steps = new[] { Step("first", 1), Step("wide", 2), Step("small1", 1), Step("small2", 1) };
        var seconds = new Dictionary<string, double> { ["first"] = 9, ["wide"] = 5, ["small1"] = 1, ["small2"] = 1 };
        await Run(steps, CancellationToken.None, new ResourcePool(2, 0, long.MaxValue), id => seconds[id.Subject]);
        Assert.Equal(["first", "wide"], order.Take(2));
    }

    [Fact]
    public async Task A_step_that_waits_for_a_gpu_lets_others_have_the_cores()
    {
        var done = new TaskCompletionSource();
        var holder = new FakeStep("holder") { Wants = new Resources(1, 1, null, null), Work = _ => done.Task };
        var waits = new FakeStep("waits") { Wants = new Resources(1, 1, null, null) };
        var free = new FakeStep("free") { Wants = new Resources(1, 0, null, null), Work = _ =>
        {
            done.SetResult();
            return Task.CompletedTask;
        } };
        var seconds = new Dictionary<string, double> { ["holder"] = 9, ["waits"] = 5, ["free"] = 1 };
        var runs = await Run([holder, waits, free], CancellationToken.None, new ResourcePool(2, 1, long.MaxValue), id => seconds[id.Subject]);
        Assert.All(runs, r => Assert.Equal(StepStatus.Done, r.Status));
    }

    [Fact]
    public async Task Fail_fast_starts_nothing_more_and_keeps_what_is_known()
    {
        var known = new FakeStep("known");
        await Run(known);
        var bad = new FakeStep("bad") { Work = _ => throw new DiagnosticException(GraphDiagnostics.TimedOut("x", TimeSpan.Zero)) };
        FakeStep free = new("free"), after = new("after", "bad"), late = new("late", "free");
        var runs = await Run([bad, free, after, late, known], CancellationToken.None, new ResourcePool(1, 0, long.MaxValue), failFast: true);
        Assert.Equal([StepStatus.Failed, StepStatus.NotTried, StepStatus.NotTried, StepStatus.NotTried, StepStatus.Reused], runs.Select(r => r.Status));
        Assert.Contains(sink.Events.OfType<LeptonEvent.StepFinished>(), e => e.Step == "fake after" && e.Note == "fake bad failed");
        Assert.Contains(sink.Events.OfType<LeptonEvent.StepFinished>(), e => e.Step == "fake late" && e.Note == "stopped by an earlier failure");
    }

    [Fact]
    public async Task The_outlook_counts_down()
    {
        var clock = new FakeClock();
        var steps = Enumerable.Range(0, 4).Select(i => new FakeStep($"s{i}") { Work = async cancellation =>
        {
            // Time goes on only when the outlook of this step's start was told.
            while (sink.Events.OfType<LeptonEvent.Outlook>().Count() <= i)
            {
                await Task.Delay(1, cancellation);
            }

            clock.Advance(TimeSpan.FromSeconds(1));
        } }).ToArray();
        await new Scheduler(new LocalStore(folder.Path), this, sink, new ResourcePool(1, 0, long.MaxValue), clock, _ => 1).RunAsync(new StepGraph(steps), CancellationToken.None);
        var outlooks = sink.Events.OfType<LeptonEvent.Outlook>().ToList();
        Assert.Equal([4.0, 3, 2, 1], outlooks.Select(o => o.Remaining!.Value.TotalSeconds));
        Assert.Equal([(0, 1, 3), (1, 1, 2), (2, 1, 1), (3, 1, 0)], outlooks.Select(o => (o.Done, o.Running, o.Waiting)));
        Assert.Equal([new WaitingStep("fake s1", "a free core"), new WaitingStep("fake s2", "a free core"), new WaitingStep("fake s3", "a free core")], outlooks[0].Next);
    }

    [Fact]
    public async Task A_work_folder_that_vanishes_ends_the_step_with_a_diagnostic_and_the_next_run_goes_on()
    {
        var vanishing = true;
        var step = new FakeStep("s")
        {
            Work = _ =>
            {
                var work = Directory.GetDirectories(folder.File("work")).Single();
                if (vanishing)
                {
                    Directory.Delete(work);
                }

                File.WriteAllText(Path.Combine(work, "file"), "x");
                return Task.CompletedTask;
            },
        };
        var run = Assert.Single(await Run(step));
        Assert.Equal("LPT6001", Assert.Single(run.Diagnostics).Code);
        vanishing = false;
        Assert.Equal(StepStatus.Done, Assert.Single(await Run(step)).Status);
        Assert.Empty(Directory.GetFileSystemEntries(folder.File("work")));
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

    private Task<IReadOnlyList<StepRun>> Run(FakeStep[] steps, CancellationToken cancellation, ResourcePool? pool = null, Func<StepId, double?>? expected = null, bool failFast = false, IRemoteResults? remote = null) =>
        new Scheduler(new LocalStore(folder.Path), this, sink, pool ?? ResourcePool.OfMachine(), TimeProvider.System, expected, remote, failFast).RunAsync(new StepGraph(steps), cancellation);
}
