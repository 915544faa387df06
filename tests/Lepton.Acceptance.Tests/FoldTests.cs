using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

/// <summary>Cross-validation.</summary>
public sealed class FoldTests : IDisposable
{
    private readonly User user = User.WithExample();

    public FoldTests() => user.Edit("models/house-price.yaml", "metrics: [rmse, mae, r2]", "metrics: [rmse, mae, r2]\n  folds: 4\n  repeats: 2");

    [Fact]
    public void Folds_are_steps_and_their_mean_has_an_interval_that_gates_and_locks_know()
    {
        user.Edit("models/house-price.yaml", "gates:\n", "gates:\n  - { metric: r2, min: 0.85, on: folds }\n");
        var run = user.Type("train", "--json");
        Good(run);
        var model = JsonNode.Parse(run.Out)!["models"]![0]!;
        Assert.Equal(8, model["cross-validation"]!["values"]!["r2"]!.AsArray().Count);
        Assert.Contains("r2 over folds is 0.", (string)model["gates"]![0]!["message"]!, StringComparison.Ordinal);
        Assert.Contains("cross-validation:\n  folds: 4\n", user.Read("models/house-price.lock.yaml"), StringComparison.Ordinal);
        Assert.Equal("1 of 1 models up to date\n", user.Type("train").Out);

        // The same again is the same, and what is known is not done again.
        var before = user.Read("models/house-price.lock.yaml");
        Directory.Delete(user.File(".lepton"), recursive: true);
        Good(user.Type("train"));
        Assert.Equal(before, user.Read("models/house-price.lock.yaml"));
        user.Edit("models/house-price.yaml", "repeats: 2", "repeats: 3");
        var more = user.Type("train", "-v", "--plain");
        Good(more);
        Assert.Matches("train house-price#r2f4 +reused", more.Error);
        Assert.Matches("train house-price#r3f1 +done", more.Error);

        // Without folds the lock has none.
        user.Edit("models/house-price.yaml", "\n  folds: 4\n  repeats: 3", string.Empty);
        Assert.Contains("there are no folds", user.Type("train").Error, StringComparison.Ordinal);
        user.Edit("models/house-price.yaml", "  - { metric: r2, min: 0.85, on: folds }\n", string.Empty);
        Good(user.Type("train"));
        Assert.DoesNotContain("cross-valid", user.Read("models/house-price.lock.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_lock_says_of_folds_is_not_found_out_again()
    {
        Good(user.Type("train"));
        var lockFile = user.Read("models/house-price.lock.yaml");
        Directory.Delete(user.File(".lepton/results"), recursive: true);
        var run = user.Type("train", "-v", "--plain");
        Good(run);
        Assert.Matches("cross-validate house-price +reused +locked", run.Error);
        Assert.DoesNotContain("#r1f1", run.Error, StringComparison.Ordinal);
        Assert.Equal(lockFile, user.Read("models/house-price.lock.yaml"));
    }

    [Fact]
    public void What_a_lock_says_of_folds_is_shown_beside_what_is_measured_anew()
    {
        Good(user.Type("train"));
        Directory.Delete(user.File(".lepton/results"), recursive: true);
        user.Edit("models/house-price.yaml", "metrics: [rmse, mae, r2]", "metrics: [rmse, mae, r2]\n  slices: [{ name: large, where: area > 100 }]");
        var run = user.Type("train", "-v", "--plain");
        Good(run);
        Assert.Matches("cross-validate house-price +reused +locked", run.Error);
        Assert.Matches(@"over 4 folds, 2 times +value +interval", run.Out);
    }

    [Fact]
    public void A_report_shows_what_folds_and_seeds_say_whether_they_ran_or_the_lock_has_it()
    {
        user.Edit("models/house-price.yaml", "repeats: 2", "repeats: 2\n  seeds: 2");
        Good(user.Type("train"));
        user.Git("init", "-q", "-b", "main");
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "models");
        var page = user.Type("report", "--baseline", "main").Out;
        Assert.Contains("Over 4 folds, 2 times, each fold judged by a model of the others", page, StringComparison.Ordinal);
        Assert.Matches(@"\| r2 \| 0\.\d+ \| 0\.\d+ … 0\.\d+ \| ", page);
        Assert.Contains("With 2 seeds of training, the same rows in all", page, StringComparison.Ordinal);
        Directory.Delete(user.File(".lepton/results"), recursive: true);
        var json = JsonNode.Parse(user.Type("report", "--baseline", "main", "--json").Out)!["models"]![0]!;
        Assert.Equal((4, 2), ((int)json["cross-validation"]!["folds"]!, (int)json["cross-validation"]!["repeats"]!));
        Assert.InRange((double)json["seeds"]!["metrics"]!["r2"]!["mean"]!, 0.5, 1);
    }

    [Fact]
    public void Where_the_rest_is_known_from_the_lock_alone_other_folds_change_what_it_says_of_folds_and_no_more()
    {
        Good(user.Type("train"));
        var before = user.Read("models/house-price.lock.yaml");
        user.Edit("models/house-price.yaml", "folds: 4", "folds: 5");
        Directory.Delete(user.File(".lepton/results"), recursive: true);
        Good(user.Type("train"));
        var after = user.Read("models/house-price.lock.yaml");
        Assert.Contains("cross-validation:\n  folds: 5\n", after, StringComparison.Ordinal);
        Assert.Equal(Rest(before), Rest(after));
        user.Edit("models/house-price.yaml", "\n  folds: 5\n  repeats: 2", string.Empty);
        Directory.Delete(user.File(".lepton/results"), recursive: true);
        Good(user.Type("train"));
        Assert.Equal(Rest(before), user.Read("models/house-price.lock.yaml"));

        static string Rest(string text) => System.Text.RegularExpressions.Regex.Replace(text, "cross-validation:\n(  .*\n)*|  cross-validate: .*\n", string.Empty);
    }

    [Fact]
    public void A_column_that_groups_rows_deals_them_anew_and_where_nothing_may_be_trained_no_fold_is()
    {
        Good(user.Type("train"));
        user.Edit("data-specs/houses.yaml", "district: { type: category }", "district: { type: category, role: group }");
        user.Edit("models/house-price.yaml", "gates:\n", "features: { include: [area, rooms] }\ngates:\n");
        var refused = user.Type("train", "--no-train");
        Assert.Contains("LPT6112", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch("train house-price#r1f1 +done", refused.Error);
        Assert.Matches("train house-price#r1f1 +done", user.Type("train", "--plain").Error);
    }

    [Fact]
    public void A_gate_that_the_folds_do_not_reach_keeps_the_model_back()
    {
        user.Edit("models/house-price.yaml", "gates:\n", "gates:\n  - { metric: r2, min: 0.999, on: folds }\n");
        var run = user.Type("train");
        Assert.Equal(3, run.Code);
        Assert.Matches(@"models/house-price.yaml\(\d+,\d+\): error LPT400\d: r2 over folds", run.Error);
    }

    public void Dispose() => user.Dispose();

    private static void Good(Run run) => Assert.True(run.Code == 0, run.ToString());
}
