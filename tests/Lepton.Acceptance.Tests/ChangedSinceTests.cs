using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

/// <summary>What a change touches.</summary>
public class ChangedSinceTests
{
    [Fact]
    public void A_change_touches_the_models_that_read_what_it_changes_and_no_other()
    {
        using var user = Committed();
        Assert.Equal("no model differs from HEAD at " + Head(user), Plan(user).Split('\n')[0]);

        user.Edit("models/house-price.yaml", "# A model", "# The model");
        Assert.StartsWith("no model differs", Plan(user), StringComparison.Ordinal);

        user.Edit("models/other-price.yaml", "l2: 1 ", "l2: 2 ");
        Assert.Equal(["other-price: models/other-price.yaml: trainer.hyperparameters.l2 1 → 2"], Reasons(user));

        user.Git("checkout", "-q", ".");
        user.Edit("models/boosted.hyperparameters.yaml", "rounds: 20", "rounds: 30");
        Assert.Equal(["boosted: models/boosted.hyperparameters.yaml: values.rounds 20 → 30"], Reasons(user));

        user.Git("checkout", "-q", ".");
        user.Write("data/houses.csv", user.Read("data/houses.csv") + "9001,80,3,north,250000\n");
        Assert.Equal(["boosted: data/houses.csv changed", "house-price: data/houses.csv changed", "other-price: data/houses.csv changed"], Reasons(user));

        user.Git("checkout", "-q", ".");
        user.Edit("data-specs/houses.yaml", "seed: 1", "seed: 2");
        Assert.Equal(3, Reasons(user).Count);

        user.Git("checkout", "-q", ".");
        File.Delete(user.File("models/house-price.lock.yaml"));
        Assert.Equal(["house-price: models/house-price.lock.yaml is gone"], Reasons(user));

        user.Git("checkout", "-q", ".");
        user.Git("mv", "models/other-price.yaml", "models/renamed.yaml");
        Assert.Equal(["other-price: models/renamed.yaml was models/other-price.yaml"], Reasons(user));
    }

    [Fact]
    public void Only_touched_models_are_trained_and_nothing_left_is_no_failure()
    {
        using var user = Committed();
        var nothing = user.Type("train", "--changed-since", "HEAD");
        Assert.Equal((0, true), (nothing.Code, nothing.Out.StartsWith("no model differs", StringComparison.Ordinal)));
        user.Edit("models/other-price.yaml", "l2: 1 ", "l2: 2 ");
        var run = user.TypeIn("data", "train", "--changed-since", "HEAD", "--json");
        Assert.Equal(["other-price"], JsonNode.Parse(run.Out)!["models"]!.AsArray().Select(m => (string)m!["name"]!));

        // Named models and touched ones: both.
        Assert.Empty(JsonNode.Parse(user.Type("train", "house-*", "--changed-since", "HEAD", "--json").Out)!["models"]!.AsArray());
        Assert.Equal(2, user.Type("train", "nothing-*", "--changed-since", "HEAD").Code);
        Assert.Contains("LPT5004", user.Type("plan", "--changed-since", "no-such").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_has_a_job_a_model_that_would_run_and_is_an_output_of_the_workflow()
    {
        using var user = Committed();
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        user.Edit("models/other-price.yaml", "target: price", "target: price\nresources: { gpu: 1, time: 10m }");
        user.Edit("models/other-price.yaml", "l2: 1 ", "l2: 3 ");
        user.Variables["GITHUB_OUTPUT"] = user.File("output");
        var matrix = JsonNode.Parse(user.Type("plan", "--changed-since", "HEAD", "--matrix").Out)!["include"]!.AsArray();
        Assert.Equal(["house-price on ubuntu-latest for 360", "other-price on self-hosted linux gpu for 40"], matrix.Select(j => $"{j!["models"]} on {string.Join(' ', j["runs-on"]!.AsArray())} for {j["timeout-minutes"]}").Order(StringComparer.Ordinal));
        Assert.Contains("\ncount<<lepton-", "\n" + user.Read("output"), StringComparison.Ordinal);
        Assert.Contains("\n2\n", user.Read("output"), StringComparison.Ordinal);
        Assert.Equal(2, user.Type("plan", "--matrix", "--max-jobs", "300").Code);
        Assert.Single(JsonNode.Parse(user.Type("plan", "--matrix", "--max-jobs", "1", "house-*").Out)!["include"]!.AsArray());

        // Known results need no job.
        Assert.Equal(0, user.Type("train", "house-price").Code);
        Assert.Single(JsonNode.Parse(user.Type("plan", "--changed-since", "HEAD", "--matrix").Out)!["include"]!.AsArray());
    }

    [Fact]
    public void Links_globs_and_files_that_are_gone_are_seen()
    {
        using var user = Committed();
        user.Git("mv", "data/houses.csv", "data/real.csv");
        File.CreateSymbolicLink(user.File("data/houses.csv"), "real.csv");
        user.Git("add", "-A");
        user.Git("commit", "-qm", "a link");
        user.Write("data/real.csv", user.Read("data/real.csv") + "9001,80,3,north,250000\n");
        Assert.Contains("house-price: data/real.csv changed", Reasons(user));

        user.Git("checkout", "-q", ".");
        user.Write("data/parts/a.csv", user.Read("data/real.csv"));
        user.Write("data/parts/b.csv", "id,area,rooms,district,price\n9001,80,3,north,250000\n");
        user.Edit("data-specs/houses.yaml", "path: ../data/houses.csv", "path: ../data/parts/*.csv");
        user.Git("add", "-A");
        user.Git("commit", "-qm", "parts");
        Assert.Empty(Reasons(user));
        File.Delete(user.File("data/parts/b.csv"));
        user.Write("data/parts/not.txt", "x");
        Assert.Contains("house-price: data/parts/b.csv is gone", Reasons(user));
    }

    [Fact]
    public void A_file_that_git_lfs_did_not_fetch_is_named_and_its_change_seen()
    {
        using var user = Committed();
        user.Write("data/houses.csv", $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('a', 64)}\nsize 12345\n");
        var run = user.Type("train", "--changed-since", "HEAD");
        Assert.Equal(1, run.Code);
        Assert.Contains("error LPT2021: 'data/houses.csv' is a pointer of Git LFS", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, user.Type("status", "--changed-since", "HEAD", "--json").Out.Split("\"name\"").Length - 1);
    }

    [Fact]
    public void A_report_goes_to_git_notes_without_a_forge_and_says_so_where_there_is_none()
    {
        using var user = Committed();
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        var none = user.Type("report", "--post");
        Assert.Equal(2, none.Code);
        Assert.Contains("LPT5008", none.Error, StringComparison.Ordinal);
        var run = user.Type("report", "--post=notes");
        Assert.True(run.Code == 0, run.ToString());
        Assert.StartsWith("## ", user.Git("notes", "--ref", "lepton/report/example", "show", "HEAD"), StringComparison.Ordinal);
        Assert.Equal("success: 1 model passes its gates", user.Git("notes", "--ref", "lepton/check/lepton", "show", "HEAD"));
    }

    private static string Head(User user) => user.Git("rev-parse", "HEAD")[..7];

    private static string Plan(User user)
    {
        var run = user.Type("plan", "--changed-since", "HEAD");
        Assert.True(run.Code == 0, run.ToString());
        return run.Out;
    }

    private static List<string> Reasons(User user)
    {
        var run = user.Type("plan", "--changed-since", "HEAD", "--json");
        Assert.True(run.Code == 0, run.ToString());
        return [.. JsonNode.Parse(run.Out)!["models"]!.AsArray().SelectMany(m => m!["reasons"]!.AsArray().Select(r => $"{m["name"]}: {r}"))];
    }

    private static User Committed()
    {
        var user = User.WithExample();
        user.Write(".gitignore", ".lepton\n");
        user.Write("models/other-price.yaml", user.Read("models/house-price.yaml").Replace("name: house-price", "name: other-price", StringComparison.Ordinal));
        user.Write("models/boosted.hyperparameters.yaml", "apiVersion: lepton/v1\nkind: Hyperparameters\nname: boosted-values\ntrainer: xgboost\nvalues: { rounds: 20, max-depth: 3 }\n");
        user.Write("models/boosted.yaml", user.Read("models/house-price.yaml").Replace("name: house-price", "name: boosted", StringComparison.Ordinal).Replace("type: linear", "type: xgboost", StringComparison.Ordinal).Replace("hyperparameters: { l2: 1 }", "hyperparameters: boosted.hyperparameters.yaml", StringComparison.Ordinal).Replace("r2, min: 0.8", "r2, min: 0.1", StringComparison.Ordinal));
        user.Git("init", "-q", "-b", "main");
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "one");
        return user;
    }
}
