using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

/// <summary>Models of models.</summary>
public sealed class EnsembleTests : IDisposable
{
    private const string Prices = """
        apiVersion: lepton/v1
        kind: Model
        name: NAME
        dataset: houses
        task: regression
        target: price
        trainer:
          TRAINER
        evaluation:
          metrics: [rmse, r2]
        gates:
          - { metric: r2, min: 0.5 }

        """;

    private readonly User user = User.WithExample();

    public EnsembleTests()
    {
        user.Write("models/trees.yaml", Prices.Replace("NAME", "trees", StringComparison.Ordinal).Replace("TRAINER", "type: xgboost\n  hyperparameters: { rounds: 20 }", StringComparison.Ordinal));
        Ensemble("mean", string.Empty);
        Ensemble("stack", "\n  hyperparameters: { combine: stack, folds: 4 }");
    }

    [Fact]
    public void The_mean_is_one_file_that_answers_the_mean_of_its_members()
    {
        Good(user.Type("train"));
        var (trees, linear, mean) = (Predicted("trees"), Predicted("house-price"), Predicted("mean"));
        Assert.True(mean.Count > 100);
        Assert.All(Enumerable.Range(0, mean.Count), i => Assert.Equal((trees[i] + linear[i]) / 2, mean[i], Math.Abs(mean[i]) * 1e-5));
        Assert.Equal("4 of 4 models up to date\n", user.Type("train").Out);
        Assert.Contains("\n  train: sha256:", user.Read("models/mean.lock.yaml"), StringComparison.Ordinal);
        Good(user.Type("pack", "mean"));
    }

    [Fact]
    public void A_stack_learns_from_rows_that_its_members_did_not_and_locks_know_it_without_the_folds()
    {
        var run = user.Type("train", "stack", "-v", "--plain");
        Good(run);
        Assert.Matches("train trees#stack.f4of4 +done", run.Error);
        Assert.Matches("train house-price +done", run.Error);
        Assert.DoesNotMatch("evaluate trees ", run.Error);
        Good(user.Type("train"));
        var before = user.Read("models/stack.lock.yaml");
        Directory.Delete(user.File(".lepton/results"), recursive: true);
        var again = user.Type("train", "stack", "-v", "--plain");
        Good(again);
        Assert.Matches("train stack +reused +locked", again.Error);
        Assert.DoesNotContain("#stack", again.Error, StringComparison.Ordinal);

        // From nothing it is the same again.
        Directory.Delete(user.File(".lepton"), recursive: true);
        Good(user.Type("train"));
        Assert.Equal(before, user.Read("models/stack.lock.yaml"));
    }

    [Fact]
    public void Who_changes_a_member_changes_the_ensemble()
    {
        Good(user.Type("train"));
        user.Edit("models/trees.yaml", "rounds: 20", "rounds: 21");
        var plan = JsonNode.Parse(user.Type("plan", "mean", "--json").Out)!["steps"]!.AsArray().ToDictionary(s => $"{s!["kind"]} {s["subject"]}", s => (string)s!["state"]!);
        Assert.Equal(("run", "depends"), (plan["train trees"], plan["train mean"]));
        var status = user.Type("status");
        Good(status);
        Assert.Matches("mean +train depends on what train trees makes", status.Out);
        Good(user.Type("train"));
        Assert.Equal("4 of 4 models up to date\n", user.Type("train").Out);
    }

    [Fact]
    public void Only_a_change_that_touches_a_member_touches_the_ensemble()
    {
        user.Git("init", "-q", "-b", "main");
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "models");
        user.Edit("models/trees.yaml", "rounds: 20", "rounds: 21");
        var plan = user.Type("plan", "--changed-since", "HEAD").Out;
        Assert.Contains("train mean ", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("evaluate house-price", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void Whether_a_mean_or_a_stack_is_better_a_search_says()
    {
        user.Write("models/stack.search.yaml", "apiVersion: lepton/v1\nkind: Search\nname: stack-search\nmodel: stack\nspace:\n  combine: { choices: [average, stack] }\n  l2: { min: 0.01, max: 10, scale: log, when: { combine: stack } }\nobjective: rmse\ntrials: 6\n");
        var run = user.Type("search", "stack-search", "--dry-run");
        Good(run);
        Assert.Contains("combine=average", run.Error, StringComparison.Ordinal);
        Assert.Matches("combine=stack l2=[0-9]", run.Error);
    }

    [Fact]
    public void Trials_with_other_folds_are_stacked_on_them()
    {
        user.Write("models/stack.search.yaml", "apiVersion: lepton/v1\nkind: Search\nname: stack-search\nmodel: stack\nmethod: grid\nspace:\n  folds: { choices: [3, 6] }\nobjective: rmse\n");
        var run = user.Type("search", "stack-search", "--dry-run", "--json", "-v");
        Good(run);
        Assert.Matches("train trees#stack.f1of3 +done", run.Error);
        Assert.Matches("train trees#stack.f6of6 +done", run.Error);
        Assert.Equal(2, JsonNode.Parse(run.Out)!["trials"]!.AsArray().Select(t => (double)t!["objectives"]![0]!).Distinct().Count());
    }

    [Fact]
    public void A_stack_that_only_its_lock_knows_or_that_is_damaged_is_made_again_where_it_is_judged_anew()
    {
        Good(user.Type("train"));
        Directory.Delete(user.File(".lepton/results"), recursive: true);
        user.Edit("models/stack.yaml", "metrics: [rmse, r2]", "metrics: [rmse, r2, mae]");
        Good(user.Type("train", "stack"));
        var digest = user.Read("models/stack.lock.yaml").Split("artifact:\n  digest: sha256:")[1][..64];
        var blob = user.File($".lepton/store/sha256/{digest[..2]}/{digest[2..]}");
        File.SetAttributes(blob, FileAttributes.Normal);
        File.WriteAllText(blob, "damaged");
        user.Edit("models/stack.yaml", "metrics: [rmse, r2, mae]", "metrics: [rmse, r2]");
        var run = user.Type("train", "stack");
        Good(run);
        Assert.Contains(digest, user.Read("models/stack.lock.yaml"), StringComparison.Ordinal);
        Assert.True(new FileInfo(blob).Length > 1000, run.ToString());
    }

    [Fact]
    public void A_stack_whose_cost_alone_is_unknown_is_made_with_its_folds()
    {
        user.Edit("models/stack.yaml", "gates:\n", "gates:\n  - { cost: size, max: 5MB }\n");
        Good(user.Type("train"));
        Directory.Delete(user.File(".lepton/results"), recursive: true);
        Good(user.Type("train", "house-price", "-s", "trainer.hyperparameters.l2=5"));
        Good(user.Type("train", "stack"));
    }

    // Trees that know their rows by heart would get all the weight if a stack learnt from what they say of those.
    [Fact]
    public void A_stack_does_not_believe_members_that_only_know_their_rows()
    {
        user.Edit("models/trees.yaml", "{ rounds: 20 }", "{ rounds: 200, max-depth: 12, learning-rate: 0.5 }");
        user.Edit("models/trees.yaml", "{ metric: r2, min: 0.5 }", "{ metric: r2, min: 0 }");
        var models = JsonNode.Parse(user.Type("train", "--json").Out)!["models"]!.AsArray().ToDictionary(m => (string)m!["name"]!, m => (double)m!["metrics"]!["rmse"]!["value"]!);
        Assert.True(models["house-price"] < models["trees"], "the linear model is better on rows that none has seen");
        Assert.InRange(models["stack"], 0, models["house-price"] * 1.05);
    }

    [Theory]
    [InlineData("folds: many")]
    [InlineData("folds: ")]
    [InlineData("folds: 1")]
    public void A_bad_hyperparameter_of_a_stack_is_told_at_its_line(string folds)
    {
        user.Edit("models/stack.yaml", "folds: 4", folds);
        user.Write("models/stack.search.yaml", "apiVersion: lepton/v1\nkind: Search\nname: stack-search\nmodel: stack\nspace:\n  folds: { min: 2, max: 5 }\nobjective: rmse\ntrials: 3\n");
        var run = user.Type("validate");
        Assert.Equal(2, run.Code);
        Assert.Matches(@"models/stack.yaml\(\d+,\d+\): error LPT1018", run.Error);
    }

    [Fact]
    public void Columns_may_be_called_what_the_graph_would_call_its_values()
    {
        user.Edit("data-specs/houses.yaml", "SELECT id, area, rooms,", "SELECT id, area AS answers, rooms AS \"member0.value\",");
        user.Edit("data-specs/houses.yaml", "  area:", "  answers:");
        user.Edit("data-specs/houses.yaml", "  rooms:", "  member0.value:");
        user.Edit("data-specs/houses.yaml", "[area, rooms, price]", "[answers, member0.value, price]");
        Good(user.Type("train", "stack"));
    }

    [Fact]
    public void Classes_are_averaged_and_stacked_too()
    {
        foreach (var (name, trainer) in new[]
        {
            ("where-linear", "type: linear"),
            ("where-trees", "type: xgboost\n  hyperparameters: { rounds: 10 }"),
            ("where-mean", "type: ensemble\n  members: [where-linear, where-trees]"),
            ("where-stack", "type: ensemble\n  members: [where-linear, where-trees]\n  hyperparameters: { combine: stack }"),
        })
        {
            user.Write($"models/{name}.yaml", Prices.Replace("NAME", name, StringComparison.Ordinal).Replace("TRAINER", trainer, StringComparison.Ordinal).Replace("regression", "multiclass-classification", StringComparison.Ordinal)
                .Replace("target: price", "target: district", StringComparison.Ordinal).Replace("[rmse, r2]", "[accuracy, log-loss]", StringComparison.Ordinal).Replace("metric: r2, min: 0.5", "metric: accuracy, min: 0", StringComparison.Ordinal));
        }

        Good(user.Type("train", "where-*"));
        var (linear, trees, mean) = (Chances("where-linear"), Chances("where-trees"), Chances("where-mean"));
        Assert.All(Enumerable.Range(0, mean.Count), i => Assert.Equal((linear[i] + trees[i]) / 2, mean[i], 1e-5));
    }

    [Fact]
    public void What_cannot_be_combined_is_told_at_its_line()
    {
        user.Edit("models/mean.yaml", "members: [trees, house-price]", "members: [trees, stack]");
        Assert.Matches(@"models/mean.yaml\(\d+,\d+\): error LPT1012: 'stack' is an ensemble itself", user.Type("validate").Error);
    }

    [Theory]
    [InlineData("fold-by: group", "error LPT1012: dataset 'houses' has no column of role group")]
    [InlineData("fold-by: time", "error LPT1012: dataset 'houses' has no column of role time")]
    [InlineData("fold-by: stratified", "error LPT1012: a regression has no classes")]
    public void Folds_that_a_stack_cannot_have_are_told_of(string evaluation, string problem)
    {
        user.Edit("models/stack.yaml", "metrics: [rmse, r2]", $"metrics: [rmse, r2]\n  {evaluation}");
        Assert.Contains(problem, user.Type("validate").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stack_of_members_that_stop_early_needs_three_folds_in_its_spec_and_in_a_search()
    {
        user.Edit("models/trees.yaml", "hyperparameters: { rounds: 20 }", "hyperparameters: { rounds: 20 }\n  early-stopping: { metric: rmse, patience: 5 }");
        user.Write("models/stack.search.yaml", "apiVersion: lepton/v1\nkind: Search\nname: stack-search\nmodel: stack\nspace:\n  folds: { min: 2, max: 5 }\nobjective: rmse\ntrials: 3\n");
        Assert.Matches(@"models/stack.search.yaml\(\d+,\d+\): error LPT1012: one fold is judged", user.Type("validate").Error);
        user.Edit("models/stack.yaml", "folds: 4", "folds: 2");
        Assert.Matches(@"models/stack.yaml\(\d+,\d+\): error LPT1012: one fold is judged", user.Type("validate").Error);
    }

    public void Dispose() => user.Dispose();

    private static void Good(Run run) => Assert.True(run.Code == 0, run.ToString());

    private void Ensemble(string name, string more) =>
        user.Write($"models/{name}.yaml", Prices.Replace("NAME", name, StringComparison.Ordinal).Replace("TRAINER", "type: ensemble\n  members: [trees, house-price]" + more, StringComparison.Ordinal));

    private List<double> Predicted(string model) => [.. Lines(model).Select(l => double.Parse(l.Split(',')[^1], CultureInfo.InvariantCulture))];

    private List<double> Chances(string model)
    {
        var lines = Lines(model).Select(l => l.Split(',')).ToList();
        return [.. lines.SelectMany(l => l[^Districts..]).Select(p => double.Parse(p, CultureInfo.InvariantCulture))];
    }

    private const int Districts = 4;

    private IEnumerable<string> Lines(string model)
    {
        var run = user.Type("predict", model, "data/houses.csv");
        Good(run);
        return run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);
    }
}
