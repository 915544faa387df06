using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Core.Digests;
using Lepton.Store;
using Lepton.Testing.Registry;

namespace Lepton.Acceptance.Tests;

/// <summary>Machines that share results through Debian's docker-registry.</summary>
public sealed class RemoteTests : IDisposable
{
    private readonly RegistryServer server = new();
    private readonly List<User> users = [];

    [Fact]
    public void What_one_machine_made_another_one_fetches()
    {
        var first = Machine(server.Address);
        Assert.Equal(["data houses", "evaluate house-price", "gate house-price", "train house-price"], Done(Train(first)));
        Assert.Equal(["acme/cache/main"], server.Repositories);
        Assert.Equal(["data", "evaluate", "gate", "judged", "train"], server.Tags("acme/cache/main").Select(t => t.Split('-')[0]));

        var second = Machine(server.Address);
        var plan = second.Type("plan");
        Assert.Contains("4 made elsewhere", plan.Out, StringComparison.Ordinal);
        Assert.Empty(Done(Train(second)));
        Assert.Equal(first.Read("models/house-price.lock.yaml"), second.Read("models/house-price.lock.yaml"));
        Assert.Equal(0, second.Type("predict", "house-price", "data/houses.csv").Code);

        // The rows were not needed, so they did not travel.
        Assert.Equal(2, Blobs(second).Count());
        Assert.Equal("1 of 1 models up to date\n", second.Type("train").Out);
    }

    [Fact]
    public void A_report_counts_the_models_that_other_machines_judged_on_the_same_rows()
    {
        var first = Machine(server.Address);
        Train(first);
        foreach (var l2 in new[] { "2", "4", "8" })
        {
            first.Edit("models/house-price.yaml", first.Read("models/house-price.yaml").Split('\n').First(l => l.Contains("l2:", StringComparison.Ordinal)), $"  hyperparameters: {{ l2: {l2} }}");
            Train(first);
        }

        var second = Machine(server.Address);
        Assert.Contains("At least 4 different models were judged on these test rows", second.Type("report").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_is_enough_to_fetch_the_model_whatever_engines_made_it()
    {
        var first = Machine(server.Address);
        Train(first);
        var second = Machine(server.Address);
        File.Copy(first.File("models/house-price.lock.yaml"), second.File("models/house-price.lock.yaml"));
        Directory.Delete(Path.Combine(server.Data, "docker/registry/v2/repositories/acme/cache/main/_manifests"), recursive: true);
        var run = Train(second);
        Assert.Contains("locked, fetched", run.Out, StringComparison.Ordinal);
        Assert.Empty(Done(run));
    }

    [Fact]
    public void Only_the_rows_that_a_step_reads_are_fetched()
    {
        var first = Machine(server.Address);
        Train(first);
        var second = Machine(server.Address);
        second.Edit("models/house-price.yaml", "metrics: [rmse, mae, r2]", "metrics: [rmse, mae, r2, median-absolute-error]");
        Assert.Equal(["evaluate house-price", "gate house-price"], Done(Train(second)));
        Assert.Contains(Data(first, "test"), Blobs(second));
        Assert.DoesNotContain(Data(first, "train"), Blobs(second));
    }

    [Fact]
    public async Task A_file_that_the_remote_lost_is_made_again_here()
    {
        Train(Machine(server.Address));
        await using var proxy = await FaultyProxy.StartAsync(server.Address);
        proxy.Choose = (method, path, _) => method == "GET" && path.Contains("/blobs/", StringComparison.Ordinal) ? Fault.NotAllowed : Fault.None;
        var second = Machine(proxy.Address);
        second.Edit("models/house-price.yaml", "metrics: [rmse, mae, r2]", "metrics: [rmse, mae, r2, median-absolute-error]");
        var run = Train(second);
        Assert.Equal(["data houses", "evaluate house-price", "gate house-price", "train house-price"], Done(run));
    }

    [Theory]
    [InlineData(Fault.ServerError, "LPT6201")]
    [InlineData(Fault.Reset, "LPT6201")]
    [InlineData(Fault.Truncated, "LPT6201")]
    [InlineData(Fault.TooMany, "LPT6201")]
    [InlineData(Fault.Full, "LPT6201")]
    [InlineData(Fault.Forbidden, "LPT6204")]
    [InlineData(Fault.Endless, "LPT6203")]
    public async Task A_remote_that_does_not_serve_never_fails_a_build_and_is_told_of_once(Fault fault, string code)
    {
        await using var proxy = await FaultyProxy.StartAsync(server.Address);
        Train(Machine(server.Address));
        proxy.Choose = (method, path, _) => fault == Fault.Truncated && method != "GET" ? Fault.None : fault;
        var user = Machine(proxy.Address);
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Single(Regex.Matches(run.Error, $"warning {code}: "));
        Assert.Contains("house-price", run.Out, StringComparison.Ordinal);
        Assert.Empty(user.Leftovers());
    }

    [Fact]
    public async Task A_remote_that_hangs_is_left_alone()
    {
        await using var proxy = await FaultyProxy.StartAsync(server.Address);
        proxy.Choose = (_, _, _) => Fault.Hang;
        var user = Machine(proxy.Address);
        user.Variables["LEPTON_REMOTE_TIMEOUT"] = "1";
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Single(Regex.Matches(run.Error, "warning LPT6201: .*does not answer in time"));
    }

    [Fact]
    public void A_remote_that_is_down_is_told_of_once()
    {
        var user = Machine("127.0.0.1:9");
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Single(Regex.Matches(run.Error, "LPT62"));
        user.Variables["LEPTON_REMOTE"] = "off";
        user.Edit("models/house-price.yaml", "l2: 1", "l2: 2");
        Assert.DoesNotContain("LPT62", user.Type("train").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fault.Flipped)]
    [InlineData(Fault.Truncated)]
    public async Task Nothing_that_was_spoilt_on_the_way_is_used(Fault fault)
    {
        Train(Machine(server.Address));
        await using var proxy = await FaultyProxy.StartAsync(server.Address);
        proxy.Choose = (method, _, _) => method == "GET" ? fault : Fault.None;
        var user = Machine(proxy.Address);
        Train(user);
        user.Variables["LEPTON_REMOTE"] = "off";
        Assert.Contains("all sound", user.Type("cache", "fsck").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_is_full_there_fails_no_build_here()
    {
        // A registry whose disk takes nothing answers uploads with 5xx.
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(server.Data)!, "data"), "in the way");
        var run = Machine(server.Address).Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("LPT620", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pull_requests_results_never_feed_a_release()
    {
        // A stranger's pull request, from a branch that is called main as well, puts another model under the key of the honest one.
        var stranger = Machine(server.Address);
        PullRequest(stranger, 7);
        Train(stranger);
        Assert.Equal(["acme/cache/refs-pull-7-merge"], server.Repositories.Select(r => Regex.Replace(r, "--[0-9a-f]{32}$", string.Empty)));
        var forged = Forge(stranger);
        Directory.Delete(Path.Combine(server.Data, "docker"), recursive: true);
        Assert.Equal(0, stranger.Type("cache", "push").Code);

        // Who trusts that namespace gets the forged model: the forgery is a good one.
        var gullible = Machine(server.Address, read: "refs/pull/7/merge");
        Train(gullible);
        Assert.Contains(forged.Hex, gullible.Read("models/house-price.lock.yaml"), StringComparison.Ordinal);

        // The build of main does not even see it.
        var release = Machine(server.Address);
        release.Variables["GITHUB_ACTIONS"] = "true";
        release.Variables["GITHUB_EVENT_NAME"] = "push";
        release.Variables["GITHUB_REF"] = "refs/heads/main";
        Assert.Equal(["data houses", "evaluate house-price", "gate house-price", "train house-price"], Done(Train(release)));
        Assert.DoesNotContain(forged.Hex, release.Read("models/house-price.lock.yaml"), StringComparison.Ordinal);

        // The other way round is what the cache is for.
        var next = Machine(server.Address);
        PullRequest(next, 8);
        Assert.Empty(Done(Train(next)));
    }

    [Fact]
    public async Task A_pull_requests_credentials_do_not_open_mains_namespace()
    {
        await using var service = await TokenService.StartAsync();
        service.Users[("stranger", "pw")] = repository => repository.StartsWith("acme/cache/refs-pull-", StringComparison.Ordinal);
        using var guarded = RegistryServer.WithTokens(service);
        var stranger = Machine(guarded.Address);
        stranger.Write("no-docker/config.json", $$"""{ "auths": { "{{guarded.Address}}": { "auth": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes("stranger:pw"))}}" } } }""");

        // Its lepton.yaml says main, against the rules: the registry says no, and the build goes on.
        stranger.UseRemote(guarded.Address, write: "main");
        var run = stranger.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("warning LPT6204", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pw", run.Error, StringComparison.Ordinal);
        Assert.Empty(guarded.Repositories);
        PullRequest(stranger, 9);
        stranger.UseRemote(guarded.Address);
        Assert.Equal(0, stranger.Type("cache", "push").Code);
        Assert.Single(guarded.Repositories);
    }

    [Fact]
    public void A_workflow_that_runs_a_strangers_code_in_mains_name_writes_nothing()
    {
        var user = Machine(server.Address);
        user.Variables["GITHUB_ACTIONS"] = "true";
        user.Variables["GITHUB_EVENT_NAME"] = "pull_request_target";
        user.Variables["GITHUB_REF"] = "refs/heads/main";
        Train(user);
        Assert.Empty(server.Repositories);
        Assert.Equal(2, user.Type("cache", "push").Code);
    }

    [Fact]
    public void Credentials_named_in_the_spec_open_a_registry()
    {
        using var guarded = RegistryServer.WithPassword("s3cret");
        var user = Machine(guarded.Address);
        user.Write("lepton.yaml", user.Read("lepton.yaml").Replace("write:", "user: env:CACHE_USER, password: env:CACHE_PASSWORD, write:", StringComparison.Ordinal));
        Assert.Contains("LPT6202", user.Type("train").Error, StringComparison.Ordinal);
        user.Variables["CACHE_USER"] = "user";
        user.Variables["CACHE_PASSWORD"] = "s3cret";
        var push = user.Type("cache", "push");
        Assert.True(push.Code == 0, push.ToString());
        Assert.StartsWith("4 results pushed", push.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", push.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("0 results pushed (0.0 kB), 4 there before", user.Type("cache", "push").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Pull_brings_everything_and_a_pull_without_remote_says_what_to_do()
    {
        Train(Machine(server.Address));
        var second = Machine(server.Address);
        var pull = second.Type("cache", "pull", "--json");
        Assert.Equal(4, (int)JsonNode.Parse(pull.Out)!["fetched"]!);
        second.Variables["LEPTON_REMOTE"] = "off";
        Assert.Empty(Done(Train(second)));
        Assert.Contains("LPT6109", second.Type("cache", "pull").Error, StringComparison.Ordinal);
        second.Write("lepton.yaml", "apiVersion: lepton/v1\nkind: Workspace\nname: example\n");
        second.Variables.Remove("LEPTON_REMOTE");
        Assert.Contains("LPT6108", second.Type("cache", "pull").Error, StringComparison.Ordinal);
        second.Variables["LEPTON_REMOTE"] = "maybe";
        Assert.Contains("LPT1032", second.Type("train", "--verify", "-v").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fsck_fetches_again_what_is_damaged()
    {
        var user = Machine(server.Address);
        Train(user);
        var blob = Blobs(user).First();
        var path = user.File($".lepton/store/sha256/{blob[..2]}/{blob[2..]}");
        File.SetAttributes(path, FileAttributes.Normal);
        File.AppendAllText(path, "x");
        Assert.Contains("1 damaged, removed, 1 fetched again", user.Type("cache", "fsck").Out, StringComparison.Ordinal);
        Assert.Contains("all sound", user.Type("cache", "fsck").Out, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        users.ForEach(u => u.Dispose());
        server.Dispose();
    }

    private User Machine(string registry, string read = "main")
    {
        var user = User.WithExample();
        users.Add(user);
        user.UseRemote(registry, read);
        user.Git("init", "-q", "-b", "main");
        return user;
    }

    private static void PullRequest(User user, int number)
    {
        user.Variables["GITHUB_ACTIONS"] = "true";
        user.Variables["GITHUB_EVENT_NAME"] = "pull_request";
        user.Variables["GITHUB_REF"] = $"refs/pull/{number}/merge";
        user.Variables["GITHUB_HEAD_REF"] = "main";
    }

    private static Run Train(User user)
    {
        var run = user.Type("train", "--events");
        Assert.True(run.Code == 0, run.ToString());
        return run;
    }

    // Steps that ran, those that are measured on each machine aside.
    private static IEnumerable<string> Done(Run run) => run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)
        .Where(e => (string?)e["status"] == "done" && !((string)e["step"]!).StartsWith("cost", StringComparison.Ordinal)).Select(e => (string)e["step"]!).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Blobs(User user) =>
        Directory.EnumerateFiles(user.File(".lepton/store"), "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(Path.GetDirectoryName(f)!) + Path.GetFileName(f)).Order(StringComparer.Ordinal);

    // The blob of a part of the data.
    private static string Data(User user, string part) =>
        ((string)Results(user).Single(r => (string)r.Json["kind"]! == "data").Json["outputs"]!.AsArray().Single(o => (string)o!["name"]! == part)!["blob"]!)["sha256:".Length..];

    private static IEnumerable<(string Path, JsonNode Json)> Results(User user) =>
        Directory.EnumerateFiles(user.File(".lepton/results")).Select(f => (f, JsonNode.Parse(File.ReadAllText(f))!));

    // Another model in place of the one that was trained, with all that goes with it.
    private static Digest Forge(User user)
    {
        var (path, result) = Results(user).Single(r => (string)r.Json["kind"]! == "train");
        var output = result["outputs"]!.AsArray().Single()!;
        var digest = (string)output["blob"]!;
        var model = File.ReadAllBytes(user.File($".lepton/store/sha256/{digest[7..9]}/{digest[9..]}"));
        var forged = new BlobStore(user.File(".lepton")).Put([.. model, 0x72, 0x00]);
        output["blob"] = forged.Digest.ToString();
        output["content"] = forged.Digest.ToString();
        output["size"] = forged.Size;
        File.WriteAllText(path, result.ToJsonString());
        return forged.Digest;
    }
}
