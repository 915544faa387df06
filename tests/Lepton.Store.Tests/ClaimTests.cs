using Lepton.Core.Digests;
using Lepton.Testing;

namespace Lepton.Store.Tests;

public sealed class ClaimTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public async Task A_claim_is_held_by_one_at_a_time()
    {
        var key = Digest.Of("k"u8);
        var first = await StepClaim.AcquireAsync(folder.Path, key, () => { }, CancellationToken.None);
        var waited = new TaskCompletionSource();
        var second = StepClaim.AcquireAsync(folder.Path, key, waited.SetResult, CancellationToken.None);
        await waited.Task;
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task Waiting_for_a_claim_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var held = await StepClaim.AcquireAsync(folder.Path, Digest.Of("k"u8), () => { }, CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StepClaim.AcquireAsync(folder.Path, Digest.Of("k"u8), cancel.Cancel, cancel.Token));
    }

    [Fact]
    public void What_a_dead_process_left_is_swept_and_what_a_live_one_uses_stays()
    {
        using var live = WorkFolder.Create(folder.Path);
        File.SetLastWriteTimeUtc(folder.Write("work/dead.claim", string.Empty), DateTime.UtcNow.AddSeconds(-2));
        folder.Write("work/dead/half.parquet", "x");
        WorkFolder.Sweep(folder.Path);
        Assert.True(Directory.Exists(live.Path));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.File("work")).Length);
    }

    [Fact]
    public void A_work_folder_is_gone_when_its_step_ends()
    {
        string path;
        using (var work = WorkFolder.Create(folder.Path))
        {
            path = work.Path;
            File.WriteAllText(work.File("x"), "y");
        }

        Assert.False(Directory.Exists(path));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.File("work")));
    }

    public void Dispose() => folder.Dispose();
}
