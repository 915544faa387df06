using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

/// <summary>cache gc: what branches and tags name stays.</summary>
public class CollectionTests
{
    [Fact]
    public void Models_of_every_branch_and_tag_stay()
    {
        using var user = User.WithExample();
        user.Write(".gitignore", ".lepton\n");
        user.Git("init", "-q", "-b", "main");
        string[] artifacts = [Commit(user, "l2: 1", "l2: 10", "branch", "one"), Commit(user, "l2: 10", "l2: 20", "tag", "v1"), Train(user, "l2: 20", "l2: 30"), Train(user, "l2: 30", "l2: 40")];

        // l2: 30 was only ever in the working tree, and is no more.
        var told = user.Type("cache", "gc", "--dry-run");
        Assert.StartsWith("would free ", told.Out, StringComparison.Ordinal);
        Assert.All(artifacts, a => Assert.True(Has(user, a)));
        var json = JsonNode.Parse(user.Type("cache", "gc", "--json").Out)!;
        Assert.Equal(2, (int)json["commits"]!);
        Assert.True((long)json["freed"]!["bytes"]! > 0);
        Assert.Equal([true, true, false, true], artifacts.Select(a => Has(user, a)));
        Assert.Equal("1 of 1 models up to date\n", user.Type("train").Out);
        Assert.StartsWith("freed 0.0 kB", user.Type("cache", "gc").Out, StringComparison.Ordinal);

        // Back on the branch nothing is to be done but to look.
        user.Git("checkout", "-q", "--force", "one");
        Assert.Equal("1 of 1 models up to date\n", user.Type("train").Out);
    }

    [Fact]
    public void Where_git_does_not_answer_nothing_is_removed_and_a_build_goes_on()
    {
        using var user = User.WithExample();
        user.Git("init", "-q", "-b", "main");
        var artifact = Train(user, "l2: 1", "l2: 2");
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "one");
        Train(user, "l2: 2", "l2: 3");

        // As in a container whose checkout belongs to somebody else: git refuses the repository.
        user.Variables["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "true";
        var refused = user.Type("cache", "gc");
        Assert.Equal(4, refused.Code);
        Assert.Contains("error LPT5001: git rev-parse failed: fatal: detected dubious ownership", refused.Error, StringComparison.Ordinal);
        Assert.True(Has(user, artifact));
        Assert.Contains("LPT5001", user.Type("diff", "HEAD").Error, StringComparison.Ordinal);
        user.UseRemote("127.0.0.1:9");
        user.Variables["LEPTON_REMOTE_TIMEOUT"] = "1";
        user.Edit("models/house-price.yaml", "l2: 3 ", "l2: 4 ");
        var train = user.Type("train");
        Assert.True(train.Code == 0, train.ToString());
        Assert.Contains("warning LPT5001", train.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Collecting_does_not_disturb_builds_that_run()
    {
        using var user = User.WithExample();
        user.Type("train");
        for (var i = 2; i < 12; i++)
        {
            user.Edit("models/house-price.yaml", $"l2: {i - 1} ", $"l2: {i} ");
            using var build = user.Start(User.Command, ["train"]);
            using var collection = user.Start(User.Command, ["cache", "gc"]);
            var (built, collected) = (User.Wait(build), User.Wait(collection));
            Assert.True(built.Code == 0, built.ToString());
            Assert.True(collected.Code == 0, collected.ToString());
        }

        Assert.Equal("1 of 1 models up to date\n", user.Type("train").Out);
        Assert.Equal(0, user.Type("predict", "house-price", "data/houses.csv").Code);
    }

    [Fact]
    public void Bad_options_and_a_folder_without_workspace_are_refused()
    {
        using var user = new User();
        Assert.Equal(2, user.Type("cache", "gc").Code);
        Assert.Equal(2, user.Type("cache", "gc", "--all").Code);
    }

    // Trains with another hyperparameter; the digest of the model.
    private static string Train(User user, string old, string changed)
    {
        user.Edit("models/house-price.yaml", old + " ", changed + " ");
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        return System.Text.RegularExpressions.Regex.Match(user.Read("models/house-price.lock.yaml"), "artifact:\\s+digest: sha256:([0-9a-f]{64})").Groups[1].Value;
    }

    private static string Commit(User user, string old, string changed, string kind, string name)
    {
        var artifact = Train(user, old, changed);
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", name);
        user.Git(kind, name);
        if (kind == "tag")
        {
            // The commit is the tag's alone: the branch goes back.
            user.Git("reset", "-q", "--soft", "one");
        }

        return artifact;
    }

    private static bool Has(User user, string digest) => File.Exists(user.File($".lepton/store/sha256/{digest[..2]}/{digest[2..]}"));
}
