using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.GitOps.Forge.GitHub;
using Lepton.GitOps.Release.Publishing;
using Lepton.Testing;

namespace Lepton.GitOps.Tests;

public sealed class ReleasePublisherTests : IDisposable
{
    private const string Tag = "tumor/v1.4.0";

    private static readonly HashSet<string> Signed = ["model.sig"];

    private readonly TempFolder folder = new();
    private readonly ReleaseServer server = new();

    [Fact]
    public async Task Files_go_into_a_draft_and_publishing_comes_last()
    {
        var (page, isNew) = await PublishAsync(server, Files());
        Assert.True(isNew);
        Assert.StartsWith(server.Address.AbsoluteUri, page, StringComparison.Ordinal);
        var changes = server.Requests.Where(r => !r.StartsWith("GET ", StringComparison.Ordinal)).Select(r => r.Split(' ')[0] + (r.EndsWith("/assets", StringComparison.Ordinal) ? " asset" : string.Empty));
        Assert.Equal(["POST", "POST asset", "POST asset", "POST asset", "PATCH"], changes);
        AssertWhole(server, Files());
    }

    [Fact]
    public async Task A_release_that_is_out_is_left_alone_whatever_signature_this_run_made()
    {
        server.IsImmutable = true;
        await PublishAsync(server, Files());
        var before = server.Requests.Count;
        var (_, isNew) = await PublishAsync(server, Files(signature: "another"));
        Assert.False(isNew);
        Assert.All(server.Requests.Skip(before), r => Assert.StartsWith("GET ", r, StringComparison.Ordinal));

        // Other bytes under the same version are an error, and change nothing.
        var e = await Assert.ThrowsAsync<DiagnosticException>(() => PublishAsync(server, Files(model: "another")));
        Assert.Equal("LPT5107", e.Diagnostics[0].Code);
        AssertWhole(server, Files());
    }

    [Fact]
    public async Task A_draft_that_a_killed_run_left_is_finished_and_what_is_there_is_not_sent_again()
    {
        using var stop = new CancellationTokenSource();
        var uploads = 0;
        server.Asked = r =>
        {
            if (r.StartsWith("POST ", StringComparison.Ordinal) && r.EndsWith("/assets", StringComparison.Ordinal) && ++uploads == 3)
            {
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PublishAsync(server, Files(), stop.Token));
        Assert.True(Assert.Single(server.Releases).IsDraft);
        var before = server.Requests.Count;
        await PublishAsync(server, Files(signature: "another"));
        Assert.InRange(server.Requests.Skip(before).Count(r => r.StartsWith("POST ", StringComparison.Ordinal)), 1, 2);
        AssertWhole(server, Files(signature: "another"));
    }

    [Fact]
    public async Task What_is_in_a_draft_and_none_of_the_release_s_is_removed()
    {
        using var stop = new CancellationTokenSource();
        var uploads = 0;
        server.Asked = r =>
        {
            if (r.StartsWith("POST ", StringComparison.Ordinal) && r.EndsWith("/assets", StringComparison.Ordinal) && ++uploads == 2)
            {
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PublishAsync(server, [Asset("old.txt", "old"), .. Files()], stop.Token));
        Assert.Contains("old.txt", Assert.Single(server.Releases).Assets.Select(a => a.Name));
        await PublishAsync(server, Files());
        AssertWhole(server, Files());
    }

    [Fact]
    public void A_file_that_GitHub_would_not_take_is_refused_before_anything_is_sent()
    {
        ReleaseAsset Of(long size) => new("large.onnx", "large.onnx", size, Digest.Of([]));
        GitHubReleases.RequireSizes([Of(GitHubReleases.LargestAsset)]);
        Assert.Equal("LPT5108", Assert.Throws<DiagnosticException>(() => GitHubReleases.RequireSizes([Of(GitHubReleases.LargestAsset + 1)])).Diagnostics[0].Code);
    }

    [Fact]
    public async Task Of_a_server_that_tells_no_digests_only_what_this_run_sent_is_taken_for_its_own()
    {
        server.TellsDigests = false;
        using var stop = new CancellationTokenSource();
        server.Choose = (method, _) =>
        {
            if (method != "PATCH")
            {
                return ReleaseFault.None;
            }

            // Killed when all files are there, and before the release is out.
            stop.Cancel();
            return ReleaseFault.Reset;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PublishAsync(server, Files(), stop.Token));
        Assert.True(Assert.Single(server.Releases).IsDraft);
        server.Choose = (_, _) => ReleaseFault.None;
        var before = server.Requests.Count;
        await PublishAsync(server, Files());
        Assert.Equal(3, server.Requests.Skip(before).Count(r => r.StartsWith("POST ", StringComparison.Ordinal) && r.EndsWith("/assets", StringComparison.Ordinal)));
        Assert.Equal(3, Assert.Single(server.Releases).Assets.Count);
    }

    [Fact]
    public async Task A_draft_that_was_begun_at_another_commit_is_published_with_this_one_s_text()
    {
        using var stop = new CancellationTokenSource();
        server.Asked = r =>
        {
            if (r.EndsWith("/assets", StringComparison.Ordinal) && r.StartsWith("POST ", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PublishAsync(server, Files(), "of an older commit", stop.Token));
        server.Asked = _ => { };
        await PublishAsync(server, Files(model: "newer"), "of this commit", default);
        Assert.Equal("of this commit", Assert.Single(server.Releases).Notes);
        AssertWhole(server, Files(model: "newer"));
    }

    [Fact]
    public async Task An_upload_that_always_breaks_comes_to_an_end()
    {
        server.Choose = (method, path) => method == "POST" && path.EndsWith("/assets", StringComparison.Ordinal) ? ReleaseFault.HalfAsset : ReleaseFault.None;
        var e = await Assert.ThrowsAsync<DiagnosticException>(() => PublishAsync(server, Files()));
        Assert.Equal("LPT5007", e.Diagnostics[0].Code);
        Assert.InRange(server.Requests.Count, 10, 100);
    }

    public static TheoryData<int> Seeds => new(Enumerable.Range(0, 20));

    // Whatever happens, and wherever a run is killed: one whole release at the end, never a second one, and never half of one that others see.
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Killed_and_failing_anywhere_a_run_after_it_finishes_the_same_release(int seed)
    {
        var random = new Random(seed);
        var faults = Enum.GetValues<ReleaseFault>();
        using var own = new ReleaseServer { Choose = (_, _) => { lock (random) { return random.Next(4) == 0 ? faults[random.Next(faults.Length)] : ReleaseFault.None; } } };
        var files = Files();
        for (var step = 0; ; step++)
        {
            using var stop = new CancellationTokenSource();
            var left = step + 1;
            own.Asked = _ =>
            {
                if (--left == 0)
                {
                    stop.Cancel();
                }
            };
            try
            {
                await PublishAsync(own, files, stop.Token);
                break;
            }
            catch (Exception e) when (e is OperationCanceledException or DiagnosticException)
            {
                Assert.True(step < 400, e.Message);
            }

            Assert.All(own.Releases.Where(r => !r.IsDraft), _ => AssertWhole(own, files));
        }

        AssertWhole(own, files);
    }

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    private static void AssertWhole(ReleaseServer server, IReadOnlyList<ReleaseAsset> files)
    {
        var release = Assert.Single(server.Releases);
        Assert.False(release.IsDraft);
        Assert.Equal(Tag, release.Tag);
        Assert.Equal(files.Select(f => (f.Name, f.Digest.ToString(), "uploaded")).OrderBy(f => f.Name, StringComparer.Ordinal), release.Assets);
    }

    private static Task<(string Page, bool IsNew)> PublishAsync(ReleaseServer server, IReadOnlyList<ReleaseAsset> files, CancellationToken cancellation = default) => PublishAsync(server, files, "notes", cancellation);

    private static async Task<(string Page, bool IsNew)> PublishAsync(ReleaseServer server, IReadOnlyList<ReleaseAsset> files, string notes, CancellationToken cancellation)
    {
        var clock = new ImpatientClock();
        using var releases = new GitHubReleases(null, server.Address, "acme/models", "not-a-real-token", clock, new GitHubLimits(3, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)));
        return await new ReleasePublisher(releases, clock, _ => { }).PublishAsync(new ReleaseText(Tag, new string('a', 40), "tumor 1.4.0", notes, false, true), files, Signed, cancellation);
    }

    private IReadOnlyList<ReleaseAsset> Files(string model = "model", string signature = "signature") => [Asset("tumor.onnx", model), Asset("README.md", "card"), Asset("model.sig", signature)];

    private ReleaseAsset Asset(string name, string content)
    {
        var digest = Digest.Of(System.Text.Encoding.UTF8.GetBytes(content));
        var path = folder.File($"{name}-{digest.Hex[..8]}");
        File.WriteAllText(path, content);
        return new ReleaseAsset(name, path, content.Length, digest);
    }

    // Every pause is over at once.
    private sealed class ImpatientClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }
}
