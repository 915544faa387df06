using Lepton.Core.Events;
using Lepton.Store;
using Lepton.Testing;

namespace Lepton.Graph.Tests;

/// <summary>What the scheduler does with results that are elsewhere.</summary>
public sealed class RemoteSchedulingTests : IDisposable, IKnownResults
{
    private readonly TempFolder folder = new();
    private readonly RecordingSink sink = new();

    [Fact]
    public async Task What_is_elsewhere_is_not_made_and_its_files_stay_there()
    {
        var (steps, remote) = await Elsewhere();
        var runs = await Run(remote, steps);
        Assert.All(runs, r => Assert.Equal(StepStatus.Reused, r.Status));
        Assert.All(steps, s => Assert.Equal(0, s.Runs));
        Assert.Empty(remote.Fetched);
    }

    [Fact]
    public async Task A_product_is_fetched_although_no_step_reads_it()
    {
        var (steps, remote) = await Elsewhere();
        steps[2].IsWanted = true;
        var runs = await Run(remote, steps);
        Assert.Equal([runs[2].Result!.Outputs[0].Blob], remote.Fetched);
    }

    [Fact]
    public async Task What_a_step_reads_is_fetched_before_it_runs()
    {
        var (steps, remote) = await Elsewhere();
        steps[2].Input = "2";
        var runs = await Run(remote, steps);
        Assert.Equal([0, 0, 1], steps.Select(s => s.Runs));
        Assert.Equal([runs[1].Result!.Outputs[0].Blob], remote.Fetched);
    }

    [Fact]
    public async Task What_cannot_be_fetched_is_made_here_with_all_that_it_needs()
    {
        var (steps, remote) = await Elsewhere();
        remote.ForgetBlobs();
        steps[2].Input = "2";
        var runs = await Run(remote, steps);
        Assert.Equal([1, 1, 1], steps.Select(s => s.Runs));
        Assert.All(runs, r => Assert.Equal(StepStatus.Done, r.Status));
    }

    [Fact]
    public async Task Two_steps_that_lack_the_same_files_have_them_made_once()
    {
        var (steps, remote) = await Elsewhere(new FakeStep("a"), new FakeStep("b", "a"), new FakeStep("c", "a"), new FakeStep("d", "b", "c"));
        remote.ForgetBlobs();
        steps[1].Input = steps[2].Input = "2";
        var runs = await Run(remote, steps);
        Assert.Equal([1, 1, 1, 1], steps.Select(s => s.Runs));
        Assert.All(runs, r => Assert.NotNull(r.Result));
    }

    [Fact]
    public async Task A_failure_of_what_must_be_made_again_stops_what_lacks_it()
    {
        var (steps, remote) = await Elsewhere();
        remote.ForgetBlobs();
        steps[2].Input = "2";
        steps[1].Work = _ => throw new InvalidOperationException("no");
        var runs = await Run(remote, steps);
        Assert.Equal([StepStatus.Done, StepStatus.Failed, StepStatus.NotTried], runs.Select(r => r.Status));
    }

    [Fact]
    public async Task A_damaged_file_is_made_again_before_it_is_read()
    {
        FakeStep[] steps = [new("a"), new("b", "a")];
        var first = await Run(null, steps);
        var path = new LocalStore(folder.Path).Blobs.PathOf(first[0].Result!.Outputs[0].Blob);
        File.SetAttributes(path, FileAttributes.Normal);
        File.WriteAllText(path, "spoilt");
        steps[1].Input = "2";
        await Run(null, steps);
        Assert.Equal([2, 2], steps.Select(s => s.Runs));
        Assert.Contains(sink.Diagnostics, d => d.Code == "LPT6005");
    }

    public StepResult? Find(StepId step, StepInputs inputs) => null;

    public void Dispose() => folder.Dispose();

    // Steps that have run on another machine, which left everything in the remote.
    private async Task<(FakeStep[] Steps, FakeRemote Remote)> Elsewhere(params FakeStep[] made)
    {
        if (made.Length == 0)
        {
            made = [new("a"), new("b", "a"), new("c", "b")];
        }

        var other = new LocalStore(folder.File("other"));
        var runs = await new Scheduler(other, this, new BroadcastSink(), ResourcePool.OfMachine(), TimeProvider.System).RunAsync(new StepGraph(made), default);
        var remote = new FakeRemote(new LocalStore(folder.Path));
        remote.Learn(other, runs);
        return ([.. made.Select(s => s.Anew())], remote);
    }

    private Task<IReadOnlyList<StepRun>> Run(FakeRemote? remote, FakeStep[] steps) =>
        new Scheduler(new LocalStore(folder.Path), this, sink, ResourcePool.OfMachine(), TimeProvider.System, remote: remote).RunAsync(new StepGraph(steps), default);
}
