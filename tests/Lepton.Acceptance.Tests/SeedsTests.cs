using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

/// <summary>What the seed of training alone makes.</summary>
public sealed class SeedsTests : IDisposable
{
    private readonly User user = User.WithExample();

    public SeedsTests()
    {
        user.Edit("models/house-price.yaml", "type: linear", "type: xgboost");
        user.Edit("models/house-price.yaml", "{ l2: 1 }", "{ rounds: 30, learning-rate: 0.2, subsample: 0.5 }");
        user.Edit("models/house-price.yaml", "metrics: [rmse, mae, r2]", "metrics: [rmse, mae, r2]\n  seeds: 4");
    }

    [Fact]
    public void The_same_rows_are_answered_by_models_of_other_seeds()
    {
        var run = user.Type("train", "--json");
        Good(run);
        var model = JsonNode.Parse(run.Out)!["models"]![0]!;
        var values = model["seeds"]!["metrics"]!["rmse"]!["values"]!.AsArray().Select(v => (double)v!).ToList();
        Assert.Equal(4, values.Distinct().Count());
        Assert.Equal((double)model["metrics"]!["rmse"]!["value"]!, values[0], 1e-9);
        Assert.Equal(values.Average(), (double)model["seeds"]!["metrics"]!["rmse"]!["mean"]!, 1e-6);
        Assert.Contains("\nseeds:\n  metrics:\n", user.Read("models/house-price.lock.yaml"), StringComparison.Ordinal);
        Assert.Equal("1 of 1 models up to date\n", user.Type("train").Out);

        // One more trains one more, and the table shows them.
        user.Edit("models/house-price.yaml", "seeds: 4", "seeds: 5");
        var more = user.Type("train", "-v", "--plain");
        Good(more);
        Assert.Matches("train house-price#s3 +reused", more.Error);
        Assert.Matches("train house-price#s4 +done", more.Error);
        Assert.Matches("over 5 seeds +mean +lowest and highest +deviation", more.Out);
    }

    [Fact]
    public void What_a_lock_says_of_seeds_is_not_found_out_again()
    {
        Good(user.Type("train"));
        var before = user.Read("models/house-price.lock.yaml");
        Directory.Delete(user.File(".lepton/results"), recursive: true);
        var run = user.Type("train", "-v", "--plain");
        Good(run);
        Assert.Matches("seeds house-price +reused +locked", run.Error);
        Assert.DoesNotContain("#s", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, user.Read("models/house-price.lock.yaml"));

        // Without the others the rest of the lock stays.
        user.Edit("models/house-price.yaml", "\n  seeds: 4", string.Empty);
        Assert.Contains("the lock is of other inputs", user.Type("status").Out, StringComparison.Ordinal);
        Good(user.Type("train"));
        Assert.DoesNotContain("seeds", user.Read("models/house-price.lock.yaml"), StringComparison.Ordinal);
    }

    public void Dispose() => user.Dispose();

    private static void Good(Run run) => Assert.True(run.Code == 0, run.ToString());
}
