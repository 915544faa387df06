using System.Text.Json.Nodes;
using Lepton.Testing;

namespace Lepton.Acceptance.Tests;

/// <summary>Searches for hyperparameters.</summary>
public sealed class SearchTests : IDisposable
{
    private const string Spec = """
        apiVersion: lepton/v1
        kind: Search
        name: house-price-search
        model: house-price
        space:
          l2: { min: 0.001, max: 1000, scale: log }
        objective: rmse
        trials: 24
        seed: 3

        """;

    private readonly User user = User.WithExample();

    public SearchTests()
    {
        user.Write("models/house-price.search.yaml", Spec);
        user.Edit("models/house-price.yaml", "{ l2: 1 }", "{ l2: 50 }  # how smooth");
    }

    [Fact]
    public void The_best_is_written_into_the_model_s_file_and_its_model_is_known()
    {
        var before = user.Read("models/house-price.yaml");
        var dry = user.Type("search", "house-price-search", "--dry-run");
        Good(dry);
        Assert.Contains("would change l2 50 → ", dry.Out, StringComparison.Ordinal);
        Assert.Equal(before, user.Read("models/house-price.yaml"));
        var run = user.Type("search", "house-price-search");
        Good(run);
        Assert.StartsWith("house-price-search  tpe, 24 trials, on ", run.Out, StringComparison.Ordinal);
        var value = run.Out.Split("models/house-price.yaml: l2 50 → ")[1].Trim();
        Assert.Equal(before.Replace("l2: 50", $"l2: {value}", StringComparison.Ordinal), user.Read("models/house-price.yaml"));
        Assert.Matches(@"train house-price +reused", user.Type("train", "-v").Error);

        // Nothing is gained twice.
        Assert.Contains("already", user.Type("search", "house-price-search", "--check").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_fails_where_the_model_has_not_what_is_found_and_changes_nothing()
    {
        var before = user.Read("models/house-price.yaml");
        Assert.Equal(1, user.Type("search", "house-price-search", "--check").Code);
        Assert.Equal(before, user.Read("models/house-price.yaml"));
        Assert.Equal(2, user.Type("search", "house-price-search", "--check", "--propose").Code);
    }

    [Fact]
    public void On_folds_each_trial_is_judged_by_several_models_and_never_on_test_rows()
    {
        user.Write("models/house-price.search.yaml", Spec.Replace("trials: 24", "trials: 6\nfolds: 4", StringComparison.Ordinal));
        var run = user.Type("search", "house-price-search", "--dry-run", "-v");
        Good(run);
        Assert.Matches("house-price-search  tpe, 6 trials, on [0-9]+ training and validation rows in 4 folds", run.Out);
        Assert.Matches("train house-price#5f4 +done", run.Error);
        var rows = int.Parse(System.Text.RegularExpressions.Regex.Match(run.Out, "on ([0-9]+) training").Groups[1].Value);
        user.Type("train");
        var parts = System.Text.RegularExpressions.Regex.Matches(user.Read("models/house-price.lock.yaml"), "(train|validation):\n    digest: .*\n    rows: ([0-9]+)");
        Assert.Equal(rows, parts.Sum(p => int.Parse(p.Groups[2].Value)));
        Assert.Contains("over folds", user.Type("runs").Out, StringComparison.Ordinal);
        Assert.Contains("the model has these values", Repeated(), StringComparison.Ordinal);

        string Repeated()
        {
            Good(user.Type("search", "house-price-search"));
            return user.Type("search", "house-price-search", "--check").Out;
        }
    }

    [Fact]
    public void Latency_is_an_objective_too()
    {
        user.Write("models/house-price.yaml", user.Read("models/house-price.yaml").Replace("type: linear", "type: xgboost", StringComparison.Ordinal).Replace("{ l2: 50 }", "{ rounds: 10 }", StringComparison.Ordinal));
        user.Write("models/house-price.search.yaml", Spec.Replace("l2: { min: 0.001, max: 1000, scale: log }", "rounds: { min: 1, max: 40 }", StringComparison.Ordinal).Replace("objective: rmse", "objective: [rmse, latency-p95]", StringComparison.Ordinal).Replace("trials: 24", "trials: 4", StringComparison.Ordinal));
        var run = user.Type("search", "house-price-search", "--json");
        Good(run);
        Assert.All(JsonNode.Parse(run.Out)!["trials"]!.AsArray(), t => Assert.InRange((double)t!["objectives"]![1]!, 1e-4, 1e4));
    }

    [Fact]
    public void What_few_rounds_say_is_not_written()
    {
        user.Write("models/house-price.yaml", user.Read("models/house-price.yaml").Replace("type: linear", "type: xgboost", StringComparison.Ordinal).Replace("{ l2: 50 }", "{ rounds: 64, learning-rate: 0.001 }", StringComparison.Ordinal));
        user.Write("models/house-price.search.yaml", Spec.Replace("l2: { min: 0.001, max: 1000, scale: log }", "learning-rate: { min: 0.1, max: 0.5 }", StringComparison.Ordinal).Replace("trials: 24", "trials: 12\nmethod: asha\nrungs: { min: 4 }\nbudget: { rounds: 20 }", StringComparison.Ordinal));
        var before = user.Read("models/house-price.yaml");
        var run = user.Type("search", "house-price-search");
        Good(run);
        Assert.Contains("no trial has had all rounds of the model", run.Out, StringComparison.Ordinal);
        Assert.Equal(before, user.Read("models/house-price.yaml"));
    }

    [Fact]
    public void What_the_test_rows_are_changes_nothing()
    {
        user.Edit("data-specs/houses.yaml", "split: { by: random, seed: 1, test: 0.25, validation: 0.15 }", "split: { by: expression, test: id % 5 = 0, validation: id % 5 = 1 }");
        var before = Trials(user.Type("search", "house-price-search", "--dry-run", "--json"));
        user.Edit("data-specs/houses.yaml", "district, price FROM", "district, price * (CASE id % 5 WHEN 0 THEN 3 ELSE 1 END) AS price FROM");
        Assert.Equal(before, Trials(user.Type("search", "house-price-search", "--dry-run", "--json")));
        user.Edit("data-specs/houses.yaml", "WHEN 0 THEN 3", "WHEN 1 THEN 3");
        Assert.NotEqual(before, Trials(user.Type("search", "house-price-search", "--dry-run", "--json")));
    }

    [Fact]
    public void A_file_of_hyperparameters_gets_the_winner_in_its_place_and_keeps_all_else()
    {
        user.Edit("models/house-price.yaml", "{ l2: 50 }", "house-price.hyperparameters.yaml");
        const string File = "# Chosen by a search.\napiVersion: lepton/v1\nkind: Hyperparameters\nname: house-price-values\ntrainer: linear\nvalues:\n  # not less: the columns are many\n  l2: { value: 50, min: 0.01, max: 900 }   # how smooth\n  max-iterations: 400\n";
        user.Write("models/house-price.hyperparameters.yaml", File);
        Assert.Contains("searched beyond the bounds", user.Type("search", "house-price-search").Error, StringComparison.Ordinal);
        user.Edit("models/house-price.search.yaml", "min: 0.001, max: 1000", "min: 0.01, max: 900");
        var model = user.Read("models/house-price.yaml");
        var run = user.Type("search", "house-price-search");
        Good(run);
        var value = run.Out.Split("models/house-price.hyperparameters.yaml: l2 50 → ")[1].Trim();
        Assert.Equal(File.Replace("value: 50", $"value: {value}", StringComparison.Ordinal), user.Read("models/house-price.hyperparameters.yaml"));
        Assert.Equal(model, user.Read("models/house-price.yaml"));
        Assert.Matches("train house-price +reused", user.Type("train", "-v").Error);
    }

    [Fact]
    public void A_budget_of_time_ends_the_run_and_the_next_one_goes_on()
    {
        var whole = Trials(user.Type("search", "house-price-search", "--dry-run", "--json"));
        Directory.Delete(user.File(".lepton"), recursive: true);
        user.Write("models/house-price.search.yaml", Spec + "budget: { time: 1us }\n");
        var none = user.Type("search", "house-price-search", "--dry-run");
        Assert.Equal(1, none.Code);
        Assert.StartsWith("house-price-search  tpe, 0 trials, more are left", none.Out, StringComparison.Ordinal);
        user.Write("models/house-price.search.yaml", Spec + "budget: { time: 1h }\n");
        Assert.Equal(whole, Trials(user.Type("search", "house-price-search", "--dry-run", "--json")));
    }

    [Fact]
    public void Trials_of_a_killed_search_are_in_the_history_once_it_was_run_again()
    {
        // Batches of many, of which some are done when it is killed.
        user.Edit("models/house-price.search.yaml", "trials: 24", "trials: 24\nmethod: random\nconcurrency: 24");
        using (var run = user.Start(User.Command, ["search", "house-price-search", "--dry-run", "--plain", "-v", "-j", "1"]))
        {
            while (run.StandardError.ReadLine() is { } line && !line.StartsWith("score house-price#9 ", StringComparison.Ordinal))
            {
            }

            run.Kill();
            run.WaitForExit();
        }

        for (var i = 0; i < 2; i++)
        {
            Good(user.Type("search", "house-price-search", "--dry-run"));
            Assert.Equal(24, JsonNode.Parse(user.Type("runs", "--json").Out)!["runs"]!.AsArray().Select(r => (string)r!["trial"]!).Distinct().Count());
            Assert.Equal(24, JsonNode.Parse(user.Type("runs", "--json").Out)!["runs"]!.AsArray().Count);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("method: asha\nrungs: { min: 5, reduction: 3 }\nconcurrency: 3\n")]
    public void The_same_spec_gives_the_same_trials_whatever_runs_beside_each_other_and_wherever_it_was_killed(string more)
    {
        user.Write("models/house-price.search.yaml", Spec + more);
        var whole = Trials(user.Type("search", "house-price-search", "--dry-run", "--json", "-j", "1"));
        using var other = User.WithExample();
        other.Write("models/house-price.search.yaml", Spec + more);
        other.Edit("models/house-price.yaml", "{ l2: 1 }", "{ l2: 50 }  # how smooth");
        for (var kills = 0; kills < 3; kills++)
        {
            using var run = other.Start(User.Command, ["search", "house-price-search", "--dry-run", "--plain"]);
            for (var lines = 0; lines < 4 && run.StandardError.ReadLine() is not null; lines++)
            {
            }

            run.Kill();
            run.WaitForExit();
        }

        Assert.Equal(whole, Trials(other.Type("search", "house-price-search", "--dry-run", "--json")));
        if (more.Length == 0)
        {
            other.Edit("models/house-price.search.yaml", "trials: 24", "trials: 30");
            var longer = other.Type("search", "house-price-search", "--dry-run", "--json");
            Assert.Equal(whole, Trials(longer).Take(24));
            Assert.Equal(30, Trials(longer).Count);
        }
    }

    [Fact]
    public void A_written_winner_leaves_the_search_as_it_was_also_where_values_do_not_count_or_rounds_are_few()
    {
        foreach (var more in new[] { "trials: 12\n", "trials: 6\nmethod: asha\nrungs: { min: 20 }\n" })
        {
            user.Write("models/house-price.search.yaml", Spec.Replace("  l2: { min: 0.001, max: 1000, scale: log }", "  class-weights: { choices: [none, balanced] }\n  l2: { min: 0.001, max: 0.1, scale: log, when: { class-weights: balanced } }", StringComparison.Ordinal).Replace("trials: 24\n", more, StringComparison.Ordinal));
            user.Write("models/house-price.yaml", System.Text.RegularExpressions.Regex.Replace(user.Read("models/house-price.yaml"), "hyperparameters: {.*?}", "hyperparameters: { l2: 50 }"));
            var first = user.Type("search", "house-price-search", "--json");
            Assert.True((bool)JsonNode.Parse(first.Out)!["written"]!);
            Assert.DoesNotContain("max-iterations", user.Read("models/house-price.yaml"), StringComparison.Ordinal);
            Assert.Equal(Trials(first), Trials(user.Type("search", "house-price-search", "--json")));
        }
    }

    [Fact]
    public void A_grid_has_all_its_combinations()
    {
        user.Write("models/house-price.search.yaml", Spec.Replace("trials: 24", "method: grid", StringComparison.Ordinal).Replace("scale: log }", "scale: log, points: 60 }", StringComparison.Ordinal));
        Assert.Equal(60, Trials(user.Type("search", "house-price-search", "--dry-run", "--json")).Count);
    }

    [Fact]
    public void With_few_rounds_first_most_trials_are_stopped_early()
    {
        user.Write("models/house-price.yaml", user.Read("models/house-price.yaml").Replace("type: linear", "type: xgboost", StringComparison.Ordinal).Replace("{ l2: 50 }", "{ rounds: 64, l2: 1000 }", StringComparison.Ordinal));
        user.Write("models/house-price.search.yaml", Spec.Replace("trials: 24", "trials: 12\nmethod: asha\nrungs: { min: 4 }", StringComparison.Ordinal));
        var run = user.Type("search", "house-price-search", "--json");
        Good(run);
        var trials = JsonNode.Parse(run.Out)!["trials"]!.AsArray();
        Assert.Equal(12, trials.Count(t => (int)t!["rounds"]! == 4));
        Assert.InRange(trials.Count(t => (int)t!["rounds"]! == 16), 3, 5);
        Assert.DoesNotContain("l2: 1000 ", user.Read("models/house-price.yaml"), StringComparison.Ordinal);
        Assert.Contains("rounds: 64", user.Read("models/house-price.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_objectives_the_front_is_shown_and_nothing_is_written()
    {
        user.Write("models/house-price.yaml", user.Read("models/house-price.yaml").Replace("type: linear", "type: xgboost", StringComparison.Ordinal).Replace("{ l2: 50 }", "{ rounds: 10 }", StringComparison.Ordinal));
        user.Write("models/house-price.search.yaml", Spec.Replace("l2: { min: 0.001, max: 1000, scale: log }", "rounds: { min: 1, max: 40 }", StringComparison.Ordinal).Replace("objective: rmse", "objective: [rmse, size]", StringComparison.Ordinal));
        var before = user.Read("models/house-price.yaml");
        var run = user.Type("search", "house-price-search");
        Good(run);
        Assert.Matches("[0-9]+ trials are best in one objective or between them: none is better than house-price as it is", run.Out);
        var smallest = user.Type("runs", "--sort", "size", "-n", "1");
        Good(smallest);
        Assert.Matches(@"size [0-9]+\*  rmse ", smallest.Out);
        Assert.Equal(before, user.Read("models/house-price.yaml"));
        Assert.Equal(0, user.Type("search", "house-price-search", "--check").Code);
        user.Edit("models/house-price.yaml", "{ rounds: 10 }", "{ rounds: 40, learning-rate: 0.01 }");
        user.Edit("models/house-price.search.yaml", "max: 40 }", "max: 40 }\n  learning-rate: { min: 0.2, max: 0.4 }");
        var check = user.Type("search", "house-price-search", "--check");
        Assert.Equal(1, check.Code);
        Assert.Contains("best in one objective or between them: choose one", check.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_of_rounds_is_kept_and_a_search_that_cannot_be_is_told_of()
    {
        user.Write("models/house-price.search.yaml", Spec + "budget: { rounds: 3000 }\n");
        var run = user.Type("search", "house-price-search", "--dry-run");
        Good(run);
        Assert.StartsWith("house-price-search  tpe, 6 trials, more are left, on ", run.Out, StringComparison.Ordinal);

        // On folds a trial is as many models.
        user.Write("models/house-price.search.yaml", Spec + "folds: 3\nbudget: { rounds: 3000 }\n");
        Assert.StartsWith("house-price-search  tpe, 2 trials, more are left, on ", user.Type("search", "house-price-search", "--dry-run").Out, StringComparison.Ordinal);
        user.Write("models/house-price.search.yaml", Spec.Replace("l2: { min: 0.001, max: 1000, scale: log }", "max-iterations: { choices: [50, 100, 200] }", StringComparison.Ordinal) + "budget: { rounds: 60 }\n");
        Assert.True(Trials(user.Type("search", "house-price-search", "--dry-run", "--json")).Count <= 1);
        Assert.Contains("LPT1036", user.Type("search", "house-pric-search").Error, StringComparison.Ordinal);
        Assert.Equal(2, user.Type("search", "house-price-search", "--dry-run", "--propose").Code);
    }

    [Fact]
    public void Proposed_it_is_a_pull_request_that_changes_one_file_and_says_what_was_tried()
    {
        user.Git("init", "-q", "-b", "main");
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "a model");
        user.Git("init", "-q", "--bare", user.File("artifacts/remote"));
        user.Git("remote", "add", "origin", user.File("artifacts/remote"));
        Assert.Contains("LPT5008", user.Type("search", "house-price-search", "--propose").Error, StringComparison.Ordinal);
        using var forge = new LocalForge();
        foreach (var (name, value) in new[] { ("GITHUB_API_URL", forge.Address.AbsoluteUri), ("GITHUB_REPOSITORY", "acme/models"), ("GITHUB_TOKEN", "not-a-real-token") })
        {
            user.Variables[name] = value;
        }

        var unpushed = user.Type("search", "house-price-search", "--propose");
        Assert.Equal(2, unpushed.Code);
        Assert.Contains("LPT5013", unpushed.Error, StringComparison.Ordinal);
        Assert.Empty(forge.Pulls);
        user.Git("push", "-q", "origin", "main");
        var run = user.Type("search", "house-price-search", "--propose");
        Good(run);
        var pull = Assert.Single(forge.Pulls);
        Assert.Equal(("main", "Better hyperparameters of house-price"), ((string)pull["base"]!, (string)pull["title"]!));
        var branch = (string)pull["head"]!["ref"]!;
        Assert.Matches("^house-price-search-[0-9a-f]{8}$", branch);
        Assert.Contains("tried 24 times", (string)pull["body"]!, StringComparison.Ordinal);
        var gain = System.Text.RegularExpressions.Regex.Match((string)pull["body"]!, @"\| rmse \| (\S+) \| (\S+) \|\n\| l2 \| 50 \| ");
        Assert.True(double.Parse(gain.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) < double.Parse(gain.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), (string)pull["body"]!);
        Assert.Equal("models/house-price.yaml", user.Git("--git-dir", "artifacts/remote", "show", "--name-only", "--format=", branch));

        // The working tree is as it was, and once more is the same pull request: so a run after a failure finishes it.
        Assert.Equal("main", user.Git("branch").Trim('*', ' ', '\n'));
        Assert.Empty(user.Git("status", "--porcelain", "--untracked-files=no"));
        Assert.Contains("l2: 50 ", user.Read("models/house-price.yaml"), StringComparison.Ordinal);
        var document = JsonNode.Parse(user.Type("search", "house-price-search", "--propose", "--json").Out)!;
        Assert.Equal((true, (string)pull["html_url"]!), ((bool)document["written"]!, (string)document["pull-request"]!));
        Assert.Single(forge.Pulls);
    }

    public void Dispose() => user.Dispose();

    private static List<string> Trials(Run run)
    {
        Good(run);
        return [.. JsonNode.Parse(run.Out)!["trials"]!.AsArray().Select(t => $"{t!["values"]!.ToJsonString()} {t["objectives"]!.ToJsonString()}")];
    }

    private static void Good(Run run) => Assert.True(run.Code == 0, run.ToString());
}
