using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

public class TrainingTests
{
    [Fact]
    public void What_init_writes_trains_at_once()
    {
        using var user = User.WithExample();
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("lock written", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, user.Type("train", "--locked").Code);
        Assert.Empty(user.Leftovers());
    }

    [Fact]
    public void Init_overwrites_nothing()
    {
        using var user = User.WithExample();
        user.Write("models/house-price.yaml", "mine");
        Assert.Equal(2, user.Type("init").Code);
        Assert.Equal("mine", user.Read("models/house-price.yaml"));
    }

    [Fact]
    public void The_samples_train_to_their_committed_locks()
    {
        using var user = User.WithSamples();
        var before = Directory.GetFiles(user.File("models"), "*.lock.yaml").Order().Select(File.ReadAllText).ToList();
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal(before, Directory.GetFiles(user.File("models"), "*.lock.yaml").Order().Select(File.ReadAllText));
        Assert.Equal(4, before.Count);
    }

    [Fact]
    public void A_second_train_does_nothing_and_a_change_retrains_exactly_what_it_touches()
    {
        using var user = User.WithSamples();
        user.Type("train");
        Assert.Contains("4 of 4 models up to date", user.Type("train").Out, StringComparison.Ordinal);

        user.Edit("models/tumor-screening.yaml", "kind: Model", "kind: Model # a comment");
        user.Edit("data-specs/tumor.yaml", "description: Breast", "description: The breast");
        System.IO.File.SetLastWriteTimeUtc(user.File("data/tumor/breast_cancer.csv"), DateTime.UtcNow);
        Assert.Contains("4 of 4 models up to date", user.Type("train").Out, StringComparison.Ordinal);

        user.Edit("models/tumor-screening.yaml", "l2: 1.152 ", "l2: 2 ");
        Assert.Equal(["tumor-screening"], Retrained(user.Type("train", "--json")));

        user.Edit("models/disease-progression.yaml", "spearman]", "spearman, pinball]");
        Assert.Empty(Retrained(user.Type("train", "--json")));
    }

    [Fact]
    public void A_gate_that_fails_exits_3_points_at_its_line_and_keeps_the_lock()
    {
        using var user = User.WithSamples();
        var before = user.Read("models/disease-progression.lock.yaml");
        user.Edit("models/disease-progression.yaml", "max: 60", "max: 40");
        var run = user.Type("train", "disease-progression");
        Assert.Equal(3, run.Code);
        Assert.Matches(@"models/disease-progression\.yaml\(\d+,\d+\): error LPT400[23]: rmse", run.Error);
        Assert.Equal(before, user.Read("models/disease-progression.lock.yaml"));
    }

    [Fact]
    public void A_cost_that_is_too_high_exits_3()
    {
        using var user = User.WithExample();
        user.Edit("models/house-price.yaml", "max: 1MB", "max: 100B");
        var run = user.Type("train");
        Assert.Equal(3, run.Code);
        Assert.Contains("LPT4004", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gate_without_a_baseline_is_inconclusive()
    {
        using var user = User.WithExample();
        user.Edit("models/house-price.yaml", "gates:", "gates:\n  - { metric: rmse, against: baseline, margin: 1 }");
        var run = user.Type("train");
        Assert.Equal(3, run.Code);
        Assert.Contains("LPT4003", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overridden_value_writes_no_lock()
    {
        using var user = User.WithExample();
        Assert.Equal(0, user.Type("train", "-s", "trainer.hyperparameters.l2=3").Code);
        Assert.False(File.Exists(user.File("models/house-price.lock.yaml")));
    }

    [Fact]
    public void A_lock_of_other_inputs_is_an_error_when_locked()
    {
        using var user = User.WithExample();
        Assert.Equal(1, user.Type("train", "--locked").Code);
        user.Type("train");
        user.Edit("models/house-price.yaml", "l2: 1", "l2: 2");
        var run = user.Type("train", "--locked");
        Assert.Equal(1, run.Code);
        Assert.Contains("LPT6103", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_with_other_bytes_is_kept_with_a_warning_and_is_an_error_when_locked()
    {
        using var user = User.WithExample();
        user.Type("train");
        var artifact = user.Read("models/house-price.lock.yaml").Split('\n').First(l => l.StartsWith("  digest", StringComparison.Ordinal));
        user.Edit("models/house-price.lock.yaml", artifact, "  digest: sha256:" + new string('a', 64));
        var run = user.Type("train");
        Assert.Equal(0, run.Code);
        Assert.Contains("warning LPT6101", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, user.Type("train", "--locked").Code);
        Assert.Contains(new string('a', 64), user.Read("models/house-price.lock.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_lock_and_its_model_are_there_nothing_runs_whatever_else_is_lost()
    {
        using var user = User.WithExample();
        user.Type("train");
        Directory.Delete(user.File(".lepton/results"), recursive: true);
        Assert.Contains("1 of 1 models up to date", user.Type("train").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Clustered_rows_of_one_group_are_resampled_together()
    {
        using var user = User.WithExample();
        user.Edit("data-specs/houses.yaml", "district: { type: category }", "district: { type: category, role: group }");
        var run = user.Type("train", "--json");
        Assert.Equal("bootstrap", (string)JsonNode.Parse(run.Out)!["models"]![0]!["metrics"]!["rmse"]!["method"]!);
    }

    private static List<string> Retrained(Run run) =>
        [.. JsonNode.Parse(run.Out)!["models"]!.AsArray().Where(m => (string)m!["steps"]!["train"]!["status"]! == "done").Select(m => (string)m!["name"]!)];
}
