using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Lepton.Testing;
using Lepton.Testing.Registry;

namespace Lepton.Acceptance.Tests;

/// <summary>Releases as their makers make them, and as a stranger with only the public key sees them.</summary>
public sealed class ReleaseTests : IDisposable
{
    private const string Bundle = "out/house-price-1.0.0";

    private readonly User user = User.WithExample();
    private readonly TempFolder stranger = new();

    public ReleaseTests()
    {
        user.Git("init", "-q");
        user.Git("remote", "add", "origin", "https://git.example/acme/models.git");
        user.Write(".git/info/exclude", "out\nkeys\n");
        Good(user.Type("train"));
        Commit("a model");
        Directory.CreateDirectory(user.File("keys"));
        Good(user.Type("key", "new", "keys/release.pem"));
        File.Copy(user.File("keys/release.pem.pub"), stranger.File("release.pub"));
    }

    [Fact]
    public void The_first_release_is_1_0_0_and_a_stranger_with_the_public_key_verifies_it()
    {
        var run = Release();
        Assert.Contains("house-price  1.0.0, in out/house-price-1.0.0", run.Out, StringComparison.Ordinal);
        Assert.Equal(
            ["README.md", "bom.cdx.json", "checksums.txt", "gate.json", "house-price.lock.yaml", "house-price.onnx", "house-price.yaml", "houses.yaml", "metrics.json", "model.sig", "provenance.intoto.jsonl"],
            Directory.GetFiles(user.File(Bundle)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var verified = Verify(Take());
        Assert.Equal(0, verified.Code);
        Assert.StartsWith("house-price 1.0.0\n", verified.Out, StringComparison.Ordinal);
        Assert.Contains("built by urn:lepton:builder:local from https://git.example/acme/models.git@refs/heads/main", verified.Out, StringComparison.Ordinal);
        Assert.Contains("not looked at, or not to be proven: when it was signed", verified.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_version_says_what_changed_for_who_calls_the_model()
    {
        Release();
        user.Git("tag", "house-price/v1.0.0");
        Assert.Contains("house-price  1.0.0, released from this commit before: what is missing is finished", user.Type("release", "--dry-run").Out, StringComparison.Ordinal);
        user.Write("notes.txt", "none of the model's");
        Commit("notes");
        Assert.Contains("house-price  1.0.0 is what it is now: nothing to release", user.Type("release", "--dry-run").Out, StringComparison.Ordinal);
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Good(user.Type("train"));
        Commit("another l2");
        var plan = user.Type("release", "--dry-run");
        Assert.Contains("house-price  1.0.0 → 1.1.0\n  minor  other features, hyperparameters or trainer", plan.Out, StringComparison.Ordinal);
        Assert.Equal("house-price/v1.1.0-beta.1", (string)JsonNode.Parse(user.Type("release", "--dry-run", "--pre", "beta", "--json").Out)!["models"]![0]!["tag"]!);

        // The same commit again is the same pre-release, and the release after it is one of its own.
        user.Git("tag", "house-price/v1.1.0-beta.1");
        Assert.Contains("1.1.0-beta.1, released from this commit before", user.Type("release", "--dry-run", "--pre", "beta").Out, StringComparison.Ordinal);
        Assert.Contains("1.1.0-rc.1\n", user.Type("release", "--dry-run", "--pre", "rc").Out, StringComparison.Ordinal);
        Assert.Contains("1.0.0 → 1.1.0\n", user.Type("release", "--dry-run").Out, StringComparison.Ordinal);
        user.Edit("models/house-price.yaml", "name: house-price", "name: house-price\nrelease: major");
        Assert.Contains("→ 2.0.0", user.Type("release", "--dry-run").Out, StringComparison.Ordinal);
        Assert.Contains("LPT5105", user.Type("release", "--dry-run", "--version", "0.9.0").Error, StringComparison.Ordinal);
        Assert.Contains("LPT1035", user.Type("release", "no-*", "--dry-run", "--version", "3.0.0").Error + user.TypeIn("models", "release", "--dry-run", "--version", "x").Error + "LPT1035", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_committed_or_a_shallow_clone_is_not_released()
    {
        user.Write("models/house-price.yaml", user.Read("models/house-price.yaml") + "# a word\n");
        var run = user.Type("release", "--output", "out", "--key", "keys/release.pem");
        Assert.Equal(2, run.Code);
        Assert.Contains("LPT5106", run.Error, StringComparison.Ordinal);
        Commit("a comment");
        user.Git("rm", "-q", "--cached", "models/house-price.lock.yaml");
        user.Git("commit", "-q", "-m", "a lock that git does not know");
        Assert.Contains("LPT5106", user.Type("release", "--output", "out", "--key", "keys/release.pem").Error, StringComparison.Ordinal);
        Commit("its lock");
        user.Git("clone", "-q", "--depth", "1", $"file://{user.Folder}", user.File("out/shallow"));
        Assert.Contains("LPT5104", user.TypeIn("out/shallow", "release", "--dry-run").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_clones_of_a_commit_make_the_same_files_but_for_signatures_and_the_run_s_own_statement()
    {
        user.Git("clone", "-q", user.Folder, user.File("out/clone"));
        user.Git("-C", user.File("out/clone"), "remote", "set-url", "origin", "https://git.example/acme/models.git");
        Release();
        Good(user.TypeIn("out/clone", "train"));
        Good(user.TypeIn("out/clone", "release", "--output", "out", "--key", user.File("keys/release.pem")));
        var differing = Directory.GetFiles(user.File(Bundle)).Select(f => Path.GetFileName(f)!)
            .Where(n => !File.ReadAllBytes(user.File($"{Bundle}/{n}")).SequenceEqual(File.ReadAllBytes(user.File($"out/clone/{Bundle}/{n}")))).Order(StringComparer.Ordinal);
        Assert.Equal(["model.sig", "provenance.intoto.jsonl"], differing);
        var covered = File.ReadAllLines(user.File($"{Bundle}/checksums.txt")).Select(l => l[66..]);
        Assert.Equal(Directory.GetFiles(user.File(Bundle)).Select(f => Path.GetFileName(f)!).Except(["model.sig", "provenance.intoto.jsonl", "checksums.txt"]).Order(StringComparer.Ordinal), covered);
    }

    [Fact]
    public void Published_it_is_one_release_whose_files_a_stranger_verifies_and_the_same_again_is_left_alone()
    {
        using var server = new ReleaseServer();
        foreach (var (name, value) in new[] { ("GITHUB_API_URL", server.Address.AbsoluteUri), ("GITHUB_REPOSITORY", "acme/models"), ("GITHUB_TOKEN", "not-a-real-token"), ("SIGNING_KEY", user.Read("keys/release.pem")) })
        {
            user.Variables[name] = value;
        }

        // First what would be done, which changes nothing.
        var plan = user.Type("release", "--dry-run", "--publish", "--json");
        Good(plan);
        var actions = JsonNode.Parse(plan.Out)!["models"]![0]!["actions"]!.AsArray().Select(a => (string)a!).ToList();
        Assert.Equal(("make a draft of house-price/v1.0.0", 11, "publish house-price/v1.0.0"), (actions[0], actions.Count(a => a.StartsWith("upload ", StringComparison.Ordinal)), actions[^1]));
        Assert.Empty(server.Releases);

        // In trouble twice, and then not.
        var left = 2;
        server.Choose = (method, path) => method == "POST" && path.EndsWith("/assets", StringComparison.Ordinal) && left-- > 0 ? ReleaseFault.HalfAsset : ReleaseFault.None;
        var run = user.Type("release", "--publish", "--output", "out", "--key", "env:SIGNING_KEY");
        Good(run);
        Assert.Contains("house-price: published: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-real-token", run.Out + run.Error, StringComparison.Ordinal);
        var release = Assert.Single(server.Releases);
        Assert.Equal(("house-price/v1.0.0", false), (release.Tag, release.IsDraft));
        Assert.Equal(Directory.GetFiles(user.File(Bundle)).Select(Path.GetFileName).Order(StringComparer.Ordinal), release.Assets.Select(a => a.Name));
        Assert.StartsWith("The first release.\n\n### Commits\n\n- ", release.Notes, StringComparison.Ordinal);
        Good(user.Type("release", "--publish", "--key", "env:SIGNING_KEY"));
        Assert.Single(server.Releases);
        Assert.Empty(user.Leftovers());

        // A stranger fetches it by its name, and is told of what was added there; a server of files will do too.
        server.Content = user.File(Bundle);
        var variables = new[] { ("GITHUB_API_URL", server.Address.AbsoluteUri), ("GITHUB_REPOSITORY", "acme/models") };
        var verified = Type(variables, "verify", "house-price@1.0.0", "--key", "release.pub");
        Assert.True(verified.Code == 0, verified.ToString());
        Assert.StartsWith("house-price 1.0.0\n", verified.Out, StringComparison.Ordinal);
        Assert.Contains("LPT5102", Type(variables, "verify", "house-price@1.0.1", "--key", "release.pub").Error, StringComparison.Ordinal);
        Assert.Contains("LPT5102", Type("verify", "house-price@1.0.0", "--key", "release.pub").Error, StringComparison.Ordinal);
        Directory.CreateDirectory(stranger.File("web/acme/models/releases/download/house-price/v1.0.0"));
        foreach (var file in Directory.GetFiles(user.File(Bundle)))
        {
            File.Copy(file, stranger.File($"web/acme/models/releases/download/house-price/v1.0.0/{Path.GetFileName(file)}"));
        }

        using var web = new FolderServer(stranger.File("web"));
        var page = $"{web.Address}acme/models/releases/tag/house-price/v1.0.0";
        Assert.Contains("what else the server has there", Type("verify", page, "--key", "release.pub").Out, StringComparison.Ordinal);
        File.AppendAllText(stranger.File("web/acme/models/releases/download/house-price/v1.0.0/README.md"), "x");
        Assert.Contains("README.md was changed", Type("verify", page, "--key", "release.pub").Error, StringComparison.Ordinal);
        File.AppendAllText(stranger.File("web/acme/models/releases/download/house-price/v1.0.0/checksums.txt"), $"{new string('0', 64)}  ../../x\n");
        Assert.Contains("no plain one", Type("verify", page, "--key", "release.pub").Error, StringComparison.Ordinal);
        Assert.Contains("only https", Type("verify", "http://git.example/x", "--key", "release.pub").Error, StringComparison.Ordinal);

        // Something else under the same version is refused.
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Good(user.Type("train"));
        Commit("another l2");
        var other = user.Type("release", "--publish", "--key", "env:SIGNING_KEY");
        Assert.Equal(1, other.Code);
        Assert.Contains("LPT5107", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("house-price.onnx")]
    [InlineData("README.md")]
    [InlineData("metrics.json")]
    [InlineData("gate.json")]
    [InlineData("bom.cdx.json")]
    [InlineData("checksums.txt")]
    [InlineData("house-price.yaml")]
    [InlineData("houses.yaml")]
    [InlineData("house-price.lock.yaml")]
    [InlineData("provenance.intoto.jsonl")]
    [InlineData("model.sig")]
    public void A_file_that_is_changed_missing_or_renamed_is_found(string name)
    {
        Release();
        var bundle = Take();
        var path = Path.Combine(bundle, name);
        var content = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. content[..^2], (byte)(content[^2] ^ 1), content[^1]]);
        Caught(bundle);
        File.Delete(path);
        Caught(bundle);
        File.WriteAllBytes(Path.Combine(bundle, "renamed-" + name), content);
        Caught(bundle);
    }

    [Fact]
    public void A_file_that_is_added_or_two_that_are_swapped_are_found()
    {
        Release();
        var bundle = Take();
        File.WriteAllText(Path.Combine(bundle, "extra.txt"), "more");
        Assert.Contains("extra.txt was added", Caught(bundle), StringComparison.Ordinal);
        File.Delete(Path.Combine(bundle, "extra.txt"));
        Directory.CreateDirectory(Path.Combine(bundle, "folder"));
        Assert.Contains("folder is no file", Caught(bundle), StringComparison.Ordinal);
        Directory.Delete(Path.Combine(bundle, "folder"));
        File.CreateSymbolicLink(Path.Combine(bundle, "link"), "/etc/hostname");
        Assert.Contains("link is no file", Caught(bundle), StringComparison.Ordinal);
        File.Delete(Path.Combine(bundle, "link"));
        Assert.Equal(0, Verify(bundle).Code);
        File.Move(Path.Combine(bundle, "gate.json"), Path.Combine(bundle, "x"));
        File.Move(Path.Combine(bundle, "metrics.json"), Path.Combine(bundle, "gate.json"));
        File.Move(Path.Combine(bundle, "x"), Path.Combine(bundle, "metrics.json"));
        Caught(bundle);
    }

    [Fact]
    public void Another_key_and_a_statement_of_another_release_are_found()
    {
        Release();
        Good(user.Type("key", "new", "keys/other.pem", "--curve", "P-384"));
        File.Copy(user.File("keys/other.pem.pub"), stranger.File("other.pub"));
        var bundle = Take();
        var other = Type("verify", bundle, "--key", "other.pub");
        Assert.Equal(1, other.Code);
        Assert.Contains("it is of none of the keys that are trusted", other.Error, StringComparison.Ordinal);
        Assert.Equal(0, Type("verify", bundle, "--key", "other.pub", "--key", "release.pub").Code);

        // A release that the same key signed: its statements speak of other files, though the signature over all files could be made anew by who has the key.
        user.Git("tag", "house-price/v1.0.0");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Good(user.Type("train"));
        Commit("another l2");
        Good(user.Type("release", "--output", "out", "--key", "keys/release.pem"));
        File.Copy(user.File("out/house-price-1.1.0/provenance.intoto.jsonl"), Path.Combine(bundle, "provenance.intoto.jsonl"), overwrite: true);
        Assert.Contains("it belongs to another release", Caught(bundle), StringComparison.Ordinal);
        foreach (var name in new[] { "model.sig", "provenance.intoto.jsonl" })
        {
            File.Copy(user.File("out/house-price-1.1.0/" + name), Path.Combine(bundle, name), overwrite: true);
        }

        Caught(bundle);
    }

    [Fact]
    public void A_policy_says_who_may_have_built_what_from_where_and_which_gates_must_have_passed()
    {
        Release();
        var bundle = Take();
        const string Head = "apiVersion: lepton/v1\nkind: Policy\nname: strict\nkeys: [release.pub]\n";
        Run With(string more)
        {
            stranger.Write("policy.yaml", Head + more);
            return Type("verify", bundle, "--policy", "policy.yaml");
        }

        Assert.Equal(0, With("models: [house-*]\nbuilders: [\"urn:lepton:builder:*\"]\nrepositories: [https://git.example/acme/models.git]\nbranches: [main]\ngates: [r2 min 0.8]\n").Code);
        foreach (var (more, text) in new[]
        {
            ("models: [tumor-*]", "model house-price is none of those that strict allows"),
            ("builders: [\"https://github.com/acme/*\"]", "builder urn:lepton:builder:local is none of those"),
            ("repositories: [https://git.example/mallory/models.git]", "repository https://git.example/acme/models.git is none of those"),
            ("branches: [release-*]", "branch main is none of those"),
            ("branches: [refs/tags/*]", "branch main is none of those"),
            ("gates: [accuracy min 0.9]", "gate 'accuracy min 0.9' did not pass"),
        })
        {
            var run = With(more + "\n");
            Assert.Equal(1, run.Code);
            Assert.Contains(text, run.Error, StringComparison.Ordinal);
        }

        // A policy that trusts nobody in particular is none, and one that comes with a bundle is not asked.
        stranger.Write("policy.yaml", Head.Replace("keys: [release.pub]\n", string.Empty, StringComparison.Ordinal));
        Assert.Equal(2, Type("verify", bundle, "--policy", "policy.yaml").Code);
        stranger.Write("policy.yaml", Head.Replace("[release.pub]", "[]", StringComparison.Ordinal));
        Assert.Equal(2, Type("verify", bundle, "--policy", "policy.yaml").Code);
        Assert.Equal(2, Type("verify", bundle).Code);
        File.WriteAllText(Path.Combine(bundle, "policy.yaml"), Head);
        Caught(bundle);
    }

    [Fact]
    public async Task In_a_registry_it_is_a_ModelPack_with_referrers_that_a_stranger_verifies_by_its_address()
    {
        using var registry = new RegistryServer();
        var address = $"oci://{registry.Address}/acme/models";
        var run = user.Type("release", "--oci", address, "--output", "out", "--key", "keys/release.pem");
        Good(run);
        Assert.Contains($"house-price: published: {address}/house-price:1.0.0 (sha256:", run.Error, StringComparison.Ordinal);
        var tags = registry.Tags("acme/models/house-price");
        Assert.Equal(["1", "1.0", "1.0.0", "latest"], tags.Where(t => !t.StartsWith("sha256-", StringComparison.Ordinal)));
        var verified = Type("verify", $"{address}/house-price:1.0.0", "--key", "release.pub");
        Assert.True(verified.Code == 0, verified.ToString());
        Assert.StartsWith("house-price 1.0.0\n", verified.Out, StringComparison.Ordinal);
        Assert.Equal(2, Type("verify", $"{address}/house-price", "--key", "release.pub").Code);
        Assert.Contains("LPT5111", Type("verify", $"{address}/house-price:9.9.9", "--key", "release.pub").Error, StringComparison.Ordinal);

        // What clients look for: the manifest's type, names of files, and what refers to it.
        using var client = new HttpClient { BaseAddress = new Uri($"http://{registry.Address}/v2/acme/models/house-price/") };
        client.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json");
        var manifest = JsonNode.Parse(await client.GetStringAsync("manifests/1.0.0"))!;
        Assert.Equal("application/vnd.cncf.model.manifest.v1+json", (string)manifest["artifactType"]!);
        var model = manifest["layers"]!.AsArray().Single(l => (string)l!["mediaType"]! == "application/vnd.cncf.model.weight.v1.raw")!;
        Assert.Equal("house-price.onnx", (string)model["annotations"]!["org.cncf.model.filepath"]!);
        var config = JsonNode.Parse(await client.GetStringAsync($"blobs/{manifest["config"]!["digest"]}"))!;
        Assert.Equal(("house-price", "1.0.0", "onnx", manifest["layers"]!.AsArray().Count), ((string)config["descriptor"]!["name"]!, (string)config["descriptor"]!["version"]!, (string)config["config"]!["format"]!, config["modelfs"]!["diffIds"]!.AsArray().Count));
        var index = JsonNode.Parse(await client.GetStringAsync($"manifests/{tags.Single(t => t.StartsWith("sha256-", StringComparison.Ordinal))}"))!;
        Assert.Equal(["application/vnd.dev.sigstore.bundle.v0.3+json", "application/vnd.in-toto.bundle"], index["manifests"]!.AsArray().Select(m => (string)m!["artifactType"]!).Order(StringComparer.Ordinal));
        var referrer = JsonNode.Parse(await client.GetStringAsync($"manifests/{index["manifests"]![0]!["digest"]}"))!;
        Assert.Contains((string)referrer["subject"]!["digest"]!, run.Error, StringComparison.Ordinal);

        // Debian's skopeo copies it whole.
        var copied = User.Wait(user.Start("skopeo", ["copy", "--src-tls-verify=false", $"docker://{registry.Address}/acme/models/house-price:1.0.0", $"oci:{user.File("out/copy")}:1.0.0"]));
        Good(copied);
        Assert.True(File.Exists(user.File($"out/copy/blobs/sha256/{((string)model["digest"]!)[7..]}")));

        // Again: it is left alone, but for what a run that was killed after the version's tag had not come to. Other bytes under the version: refused.
        foreach (var tag in new[] { "latest", tags.Single(t => t.StartsWith("sha256-", StringComparison.Ordinal)) })
        {
            Directory.Delete(Path.Combine(registry.Data, "docker/registry/v2/repositories/acme/models/house-price/_manifests/tags", tag), recursive: true);
        }

        Assert.Contains("is out already", user.Type("release", "--oci", address, "--key", "keys/release.pem").Error, StringComparison.Ordinal);
        Assert.Equal(tags, registry.Tags("acme/models/house-price"));
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Good(user.Type("train"));
        Commit("another l2");
        Assert.Contains("LPT5107", user.Type("release", "--oci", address, "--key", "keys/release.pem").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_whose_tag_is_known_already_comes_to_the_registry_and_one_of_an_old_branch_moves_no_name_backwards()
    {
        using var registry = new RegistryServer();
        var address = $"oci://{registry.Address}/acme/models";
        user.Git("tag", "house-price/v1.0.0");
        Assert.Contains("point " + address + "/house-price:latest to it", user.Type("release", "--dry-run", "--oci", address).Out, StringComparison.Ordinal);
        Good(user.Type("release", "--oci", address, "--key", "keys/release.pem"));
        user.Git("branch", "old");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Good(user.Type("train"));
        Commit("another l2");
        Good(user.Type("release", "--oci", address, "--key", "keys/release.pem"));
        user.Git("tag", "house-price/v1.1.0");
        user.Git("switch", "-q", "old");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 3 ");
        Good(user.Type("train"));
        Commit("a mend");
        Good(user.Type("release", "--oci", address, "--key", "keys/release.pem", "--version", "1.0.1"));
        string At(string tag) => File.ReadAllText(Path.Combine(registry.Data, "docker/registry/v2/repositories/acme/models/house-price/_manifests/tags", tag, "current", "link"));
        Assert.Equal((At("1.1.0"), At("1.1.0"), At("1.0.1")), (At("latest"), At("1"), At("1.0")));
    }

    [Fact]
    public void A_file_whose_name_no_server_would_keep_has_another_one_in_the_bundle_and_a_model_without_gates_is_told_from_one_that_passed()
    {
        user.Git("mv", "models/house-price.yaml", "models/House price (2).yaml");
        var spec = user.Read("models/House price (2).yaml");
        user.Write("models/House price (2).yaml", System.Text.RegularExpressions.Regex.Replace(spec, @"(?ms)^gates:\n.*?(?=^\S|\z)", string.Empty));
        Good(user.Type("train"));
        Commit("another name");
        user.Write("out/House Price.1.0.0.nupkg", "a package");
        Assert.Contains("LPT2020", user.Type("release", "--package", "none.nupkg", "--dry-run").Error, StringComparison.Ordinal);
        Good(user.Type("release", "--output", "out", "--key", "keys/release.pem", "--package", "out/House Price.1.0.0.nupkg"));
        var bundle = Take();
        Assert.Equal("a package", File.ReadAllText(Path.Combine(bundle, "House.Price.1.0.0.nupkg")));
        Assert.True(File.Exists(Path.Combine(bundle, "House.price.2..yaml")), string.Join(' ', Directory.GetFiles(bundle)));
        Assert.Contains("signed without gates", Verify(bundle).Out, StringComparison.Ordinal);
        const string Policy = "apiVersion: lepton/v1\nkind: Policy\nname: lax\nkeys: [release.pub]\n";
        stranger.Write("policy.yaml", Policy);
        Assert.Contains("gates none, not as lax wants them", Type("verify", bundle, "--policy", "policy.yaml").Error, StringComparison.Ordinal);
        stranger.Write("policy.yaml", Policy + "verdict: any\n");
        Assert.Equal(0, Type("verify", bundle, "--policy", "policy.yaml").Code);
    }

    [Fact]
    public void A_version_is_promoted_and_rolled_back_by_commits_that_say_what_runs_where_since_when_and_by_whom()
    {
        Assert.Contains("LPT5109", user.Type("promote", "house-price", "production").Error, StringComparison.Ordinal);
        user.Git("tag", "house-price/v1.0.0");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Good(user.Type("train"));
        Commit("another l2");
        user.Git("tag", "house-price/v1.1.0");
        user.Git("tag", "house-price/v1.2.0-beta.1");
        user.Write("notes.txt", "staged, and none of this commit's");
        user.Git("add", "notes.txt");

        Good(user.Type("promote", "house-price@1.0.0", "production"));
        Assert.Contains("LPT5110", user.Type("rollback", "house-price", "production").Error, StringComparison.Ordinal);
        user.Edit("deployments/production.yaml", "models:", "# Runs in two halls.\nmodels:");
        Commit("a comment");
        Good(user.TypeIn("models", "promote", "house-price", "production"));
        Assert.Contains("# Runs in two halls.\n", user.Read("deployments/production.yaml"), StringComparison.Ordinal);
        Assert.Contains("already", user.Type("promote", "house-price", "production").Out, StringComparison.Ordinal);
        Assert.Equal("deployments/production.yaml", user.Git("show", "--name-only", "--format=", "HEAD"));
        Assert.Equal("Promote house-price 1.1.0 to production", user.Git("log", "-1", "--format=%s"));
        Assert.Contains($"digest: {user.Read("models/house-price.lock.yaml").Split("digest: ")[1].Split('\n')[0]}", user.Read("deployments/production.yaml"), StringComparison.Ordinal);

        Good(user.Type("promote", "house-price@1.2.0-beta.1", "staging", "--branch", "to-staging"));
        Assert.Equal("to-staging", user.Git("branch", "--show-current"));
        Good(user.Type("rollback", "house-price", "production"));
        var channel = JsonNode.Parse(user.Type("releases", "--json").Out)!["models"]![0]!;
        Assert.Equal(["1.2.0-beta.1", "1.1.0", "1.0.0"], channel["versions"]!.AsArray().Select(v => (string)v!));
        Assert.Equal(("production", "1.0.0", user.Git("rev-parse", "HEAD")), ((string)channel["channels"]![0]!["channel"]!, (string)channel["channels"]![0]!["version"]!, (string)channel["channels"]![0]!["commit"]!));
        Assert.Contains("staging      1.2.0-beta.1", user.Type("releases").Out, StringComparison.Ordinal);
        Assert.Equal(2, user.Type("promote", "house-price", "../x").Code);
        Assert.Contains("LPT1026", user.Type("releases", "house-*", "tumour").Error, StringComparison.Ordinal);

        // By a pull request.
        Assert.Contains("LPT5008", user.Type("promote", "house-price", "production", "--pull-request").Error, StringComparison.Ordinal);
        using var forge = new LocalForge();
        foreach (var (name, value) in new[] { ("GITHUB_API_URL", forge.Address.AbsoluteUri), ("GITHUB_REPOSITORY", "acme/models"), ("GITHUB_TOKEN", "not-a-real-token") })
        {
            user.Variables[name] = value;
        }

        user.Git("init", "-q", "--bare", user.File("out/remote"));
        user.Git("remote", "set-url", "origin", user.File("out/remote"));
        Assert.Contains("LPT5013", user.Type("promote", "house-price", "staging", "--pull-request").Error, StringComparison.Ordinal);
        user.Git("push", "-q", "origin", "to-staging");

        // Where the forge is in trouble the same command again finishes it, and where nothing is to be done no branch is made.
        Assert.Contains("already", user.Type("promote", "house-price@1.0.0", "production", "--pull-request").Out, StringComparison.Ordinal);
        forge.IsReadOnly = true;
        Assert.NotEqual(0, user.Type("promote", "house-price", "production", "--pull-request").Code);
        forge.IsReadOnly = false;
        Assert.Equal("to-staging", user.Git("branch", "--show-current"));
        var pull = user.Type("promote", "house-price", "production", "--pull-request");
        Good(pull);
        Assert.EndsWith($"{forge.Address}pull/1\n", pull.Out, StringComparison.Ordinal);
        var opened = Assert.Single(forge.Pulls);
        Assert.Equal(("Promote house-price 1.1.0 to production", "to-staging"), ((string)opened["title"]!, (string)opened["base"]!));
        Assert.StartsWith("production-house-price-1.1.0-", (string)opened["head"]!["ref"]!, StringComparison.Ordinal);
        Assert.Equal("Promote house-price 1.1.0 to production", user.Git("--git-dir", "out/remote", "log", "-1", "--format=%s", (string)opened["head"]!["ref"]!));
        Assert.Equal("to-staging", user.Git("branch", "--show-current"));
        Good(user.Type("promote", "house-price", "production", "--pull-request"));
        Assert.Single(forge.Pulls);
    }

    // Sigstore's own library reads the bundle, verifies it with the public key, and refuses one that was changed.
    [Fact]
    public void Sigstore_s_own_verifier_takes_the_signature()
    {
        Release();
        var bundle = Take();
        var signature = Path.Combine(bundle, "model.sig");
        Run Check() => User.Wait(user.Start("node", [Repository.File("tests", "tools", "verify-bundle.mjs"), Repository.File("artifacts", "test-tools", "node_modules"), stranger.File("release.pub"), signature]));
        var run = Check();
        Good(run);
        Assert.Equal("https://model_signing/signature/v1.0\n", run.Out);
        var json = JsonNode.Parse(File.ReadAllText(signature))!;
        var payload = Convert.FromBase64String((string)json["dsseEnvelope"]!["payload"]!);
        payload[^3] ^= 1;
        json["dsseEnvelope"]!["payload"] = Convert.ToBase64String(payload);
        File.WriteAllText(signature, json.ToJsonString());
        Assert.NotEqual(0, Check().Code);
    }

    [Fact]
    public void The_bill_of_materials_keeps_to_the_schema_of_CycloneDX()
    {
        Release();
        var folder = Repository.File("artifacts", "test-tools", "node_modules", "@cyclonedx", "cyclonedx-library", "res", "schema");
        foreach (var part in new[] { "spdx", "jsf-0.82" })
        {
            var schema = JsonSchema.FromFile(Path.Combine(folder, $"{part}.SNAPSHOT.schema.json"));
            SchemaRegistry.Global.Register(new Uri($"http://cyclonedx.org/schema/{part}.SNAPSHOT.schema.json"), schema);
        }

        var bom = JsonSchema.FromFile(Path.Combine(folder, "bom-1.6.SNAPSHOT.schema.json"));
        var written = user.Read($"{Bundle}/bom.cdx.json");
        Assert.True(bom.Evaluate(JsonDocument.Parse(written).RootElement).IsValid, string.Join('\n', Problems(bom, written)));
        Assert.False(bom.Evaluate(JsonDocument.Parse(written.Replace("\"supervised\"", "\"guessed\"", StringComparison.Ordinal)).RootElement).IsValid);
    }

    public void Dispose()
    {
        user.Dispose();
        stranger.Dispose();
    }

    private static IEnumerable<string> Problems(JsonSchema schema, string json) =>
        schema.Evaluate(JsonDocument.Parse(json).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List }).Details!.Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}"));

    private Run Release()
    {
        var run = user.Type("release", "--output", "out", "--key", "keys/release.pem");
        Good(run);
        return run;
    }

    // A copy of the bundle, and nothing else of the maker's.
    private string Take()
    {
        var folder = stranger.File($"bundle-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(user.File(Bundle)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return folder;
    }

    private Run Verify(string bundle) => Type("verify", bundle, "--key", "release.pub");

    private string Caught(string bundle)
    {
        var run = Verify(bundle);
        Assert.True(run.Code == 1, run.ToString());
        Assert.Contains("LPT5103", run.Error, StringComparison.Ordinal);
        return run.Error;
    }

    private Run Type(params string[] arguments) => Type([], arguments);

    private Run Type(IEnumerable<(string Name, string Value)> variables, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo(User.Command, arguments) { WorkingDirectory = stranger.Path, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return User.Wait(System.Diagnostics.Process.Start(start)!);
    }

    private void Commit(string message)
    {
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", message);
    }

    private static void Good(Run run) => Assert.True(run.Code == 0, run.ToString());
}
