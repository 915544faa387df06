using Lepton.Core.Digests;
using Lepton.Core.Files;
using Lepton.Store.Snapshots;
using Lepton.Testing;

namespace Lepton.Store.Tests;

public sealed class SnapshotTests : IDisposable
{
    private const string Stamp = "me";

    private readonly TempFolder folder = new();

    [Fact]
    public void What_was_written_is_read()
    {
        folder.Write("a.yaml", "a");
        var builder = new SnapshotBuilder();
        var file = Add(builder, "a.yaml");
        var data = builder.AddTarget("dataset", "d", "note", [file], []);
        builder.AddTarget("model", "m", string.Empty, [], [data]);
        var snapshot = Write(builder);
        Assert.Equal(Stamp, snapshot.Stamp);
        Assert.Equal(2, snapshot.TargetCount);
        var target = snapshot.Target(0);
        Assert.Equal(("dataset", "d", "note"), (target.Kind, target.Name, target.Note));
        Assert.Equal("a.yaml", snapshot.PathOf(Assert.Single(target.Files)));
        Assert.Equal([0], snapshot.Target(1).Needs);
    }

    [Fact]
    public void A_damaged_snapshot_is_none()
    {
        var builder = new SnapshotBuilder();
        folder.Write("a.yaml", "a");
        builder.AddTarget("model", "m", string.Empty, [Add(builder, "a.yaml")], []);
        Write(builder);
        var sound = File.ReadAllBytes(folder.File("snapshot"));
        for (var i = 0; i < sound.Length; i++)
        {
            var bytes = (byte[])sound.Clone();
            bytes[i] ^= 0x10;
            File.WriteAllBytes(folder.File("snapshot"), bytes);
            Assert.Null(Snapshot.Read(folder.File("snapshot")));
            File.WriteAllBytes(folder.File("snapshot"), sound[..i]);
            Assert.Null(Snapshot.Read(folder.File("snapshot")));
        }

        Assert.Null(Snapshot.Read(folder.File("nothing")));
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("touch", true)]
    [InlineData("same size", false)]
    [InlineData("grow", false)]
    [InlineData("delete", false)]
    [InlineData("folder instead", false)]
    public void A_file_is_as_it_was_if_its_content_is(string change, bool fresh)
    {
        var path = folder.Write("a.yaml", "content");
        Age(path);
        var builder = new SnapshotBuilder();
        builder.AddTarget("model", "m", string.Empty, [Add(builder, "a.yaml")], []);
        var snapshot = Write(builder);
        switch (change)
        {
            case "touch":
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
                break;
            case "same size":
                File.WriteAllText(path, "CONTENT");
                break;
            case "grow":
                File.AppendAllText(path, "!");
                break;
            case "delete":
                File.Delete(path);
                break;
            case "folder instead":
                File.Delete(path);
                Directory.CreateDirectory(path);
                break;
            default:
                break;
        }

        Assert.Equal(fresh, Check(snapshot).IsFresh(0));
    }

    [Fact]
    public void A_change_in_the_tick_in_which_the_file_was_looked_at_is_seen()
    {
        // The stat after the change is the very one that the snapshot holds: only the time at which it was taken gives it away.
        var path = folder.Write("a.yaml", "content");
        FileStat.TryGet(path, out var stat);
        var old = Digest.Of("CONTENT");
        var builder = new SnapshotBuilder();
        builder.AddTarget("model", "m", string.Empty, [builder.AddFile("a.yaml", stat, stat.Modified + 1_000_000, old)], []);
        Assert.False(Check(Write(builder)).IsFresh(0));
        builder = new SnapshotBuilder();
        builder.AddTarget("model", "m", string.Empty, [builder.AddFile("a.yaml", stat, stat.Modified + 100_000_000, old)], []);
        Assert.True(Check(Write(builder)).IsFresh(0));
    }

    [Fact]
    public void A_clock_that_goes_backwards_makes_nothing_fresh_that_is_not()
    {
        // Looked at, by a clock that was set back, before it was written.
        var path = folder.Write("a.yaml", "content");
        FileStat.TryGet(path, out var stat);
        var builder = new SnapshotBuilder();
        builder.AddTarget("model", "m", string.Empty, [builder.AddFile("a.yaml", stat, stat.Modified - 3_600_000_000_000, Digest.Of("CONTENT"))], []);
        Assert.False(Check(Write(builder)).IsFresh(0));
    }

    [Fact]
    public void Verify_reads_what_its_stat_vouches_for()
    {
        var path = folder.Write("a.yaml", "content");
        Age(path);
        FileStat.TryGet(path, out var stat);
        var builder = new SnapshotBuilder();
        builder.AddTarget("model", "m", string.Empty, [builder.AddFile("a.yaml", stat, long.MaxValue, Digest.Of("CONTENT"))], []);
        var snapshot = Write(builder);
        Assert.True(Freshness.Check(snapshot, folder.Path, verify: false, TimeProvider.System).IsFresh(0));
        Assert.False(Freshness.Check(snapshot, folder.Path, verify: true, TimeProvider.System).IsFresh(0));
    }

    [Fact]
    public void A_folder_is_as_it_was_if_its_list_is()
    {
        folder.Write("specs/a.yaml", "a");
        var builder = new SnapshotBuilder();
        builder.AddTarget("workspace", "w", string.Empty, [Add(builder, "specs")], []);
        var snapshot = Write(builder);
        AtomicFile.WriteAllText(folder.File("specs/a.yaml"), "b");
        folder.Write("specs/.b.yaml.00ff.tmp", "half");
        Assert.True(Check(snapshot).IsFresh(0));
        folder.Write("specs/b.yaml", "b");
        Assert.False(Check(snapshot).IsFresh(0));
    }

    [Fact]
    public void A_blob_only_has_to_be_there()
    {
        var path = folder.Write("blob", "12345");
        FileStat.TryGet(path, out var stat);
        var builder = new SnapshotBuilder();
        builder.AddTarget("model", "m", string.Empty, [builder.AddFile("blob", stat, 0, null, FileFlags.Immutable)], []);
        var snapshot = Write(builder);
        Assert.True(Check(snapshot).IsFresh(0));
        File.Delete(path);
        Assert.False(Check(snapshot).IsFresh(0));
    }

    [Fact]
    public void What_needs_something_stale_is_stale()
    {
        folder.Write("a.yaml", "a");
        folder.Write("b.yaml", "b");
        var builder = new SnapshotBuilder();
        var one = builder.AddTarget("dataset", "a", string.Empty, [Add(builder, "a.yaml")], []);
        var other = builder.AddTarget("dataset", "b", string.Empty, [Add(builder, "b.yaml")], []);
        builder.AddTarget("model", "of a", string.Empty, [], [one]);
        builder.AddTarget("model", "of b", string.Empty, [], [other]);
        var snapshot = Write(builder);
        File.WriteAllText(folder.File("a.yaml"), "changed");
        var freshness = Check(snapshot);
        Assert.Equal([false, true, false, true], Enumerable.Range(0, 4).Select(freshness.IsFresh));
    }

    [Fact]
    public void Many_files_are_looked_at_on_two_threads_with_the_same_answer()
    {
        var builder = new SnapshotBuilder();
        for (var i = 0; i < 3000; i++)
        {
            folder.Write($"f/{i}", $"{i}");
            builder.AddTarget("model", $"{i}", string.Empty, [Add(builder, $"f/{i}")], []);
        }

        var snapshot = Write(builder);
        foreach (var i in new[] { 0, 255, 256, 1500, 2999 })
        {
            File.WriteAllText(folder.File($"f/{i}"), "changed");
        }

        var freshness = Check(snapshot);
        Assert.Equal([0, 255, 256, 1500, 2999], Enumerable.Range(0, 3000).Where(i => !freshness.IsFresh(i)));
    }

    [Fact]
    public void A_digest_that_is_known_is_not_taken_again()
    {
        var path = folder.Write("a.csv", "content");
        FileStat.TryGet(path, out var stat);
        var planted = Digest.Of("planted");
        var builder = new SnapshotBuilder();
        builder.AddTarget("dataset", "d", string.Empty, [builder.AddFile("a.csv", stat, long.MaxValue, planted)], []);
        var digests = new FileDigests(Write(builder), folder.Path, TimeProvider.System);
        Assert.Equal(planted, digests.Of(path));
        File.WriteAllText(path, "changed");
        Assert.Equal(planted, digests.Of(path));
        digests.Forget(path);
        Assert.Equal(Digest.Of("changed"), digests.Of(path));
    }

    public void Dispose() => folder.Dispose();

    // Old enough that its stat proves its content.
    private static void Age(string path) => File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-1));

    private int Add(SnapshotBuilder builder, string name)
    {
        var (stat, taken, digest) = new FileDigests(null, folder.Path, TimeProvider.System).Look(folder.File(name));
        return builder.AddFile(name, stat, taken, digest);
    }

    private Snapshot Write(SnapshotBuilder builder)
    {
        builder.Write(folder.File("snapshot"), Stamp);
        return Snapshot.Read(folder.File("snapshot"))!;
    }

    private Freshness Check(Snapshot snapshot) => Freshness.Check(snapshot, folder.Path, verify: false, TimeProvider.System);
}
