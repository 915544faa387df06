namespace Lepton.Acceptance.Tests;

/// <summary>Makes codes happen that no other test does.</summary>
public class DiagnosticTests
{
    [Theory]
    [InlineData("models/house-price.yaml", "metrics: [rmse, mae, r2]", "metrics: [rmse, r2]\n  slices: [{ name: none, where: area < 0 }]", "LPT4005", 1)]
    [InlineData("models/house-price.yaml", "metrics: [rmse, mae, r2]", "metrics: [rmse, r2]\n  slices: [{ name: odd, where: nonsense > 0 }]", "LPT4006", 2)]
    [InlineData("models/house-price.yaml", "l2: 1", "l2: 1, max-iterations: 1", "LPT3012", 3)]
    [InlineData("models/house-price.yaml", "target: price", "target: price\nresources: { time: 1us }", "LPT3001", 1)]
    [InlineData("data-specs/houses.yaml", "area: { type: number, unit: m2, min: 0 }", "area: { type: tokens }", "LPT2010", 1)]
    [InlineData("data-specs/houses.yaml", "path: ../data/houses.csv", "url: http://example.org/x.csv\n    sha256: 0000000000000000000000000000000000000000000000000000000000000000", "LPT2018", 4)]
    [InlineData("data-specs/houses.yaml", "query: SELECT id,", "query: SELECT [1.5, 2] AS t, id,", "LPT2008", 1)]
    public void A_spec_that_asks_for_trouble_gets_its_code(string file, string sound, string bad, string code, int exit)
    {
        using var user = User.WithExample();
        user.Edit(file, sound, bad);
        var run = user.Type("train");
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.Equal(exit, run.Code);
    }

    [Fact]
    public void A_list_of_words_is_no_feature_of_these_trainers_and_a_tensor_is()
    {
        using var user = User.WithExample();
        user.Edit("data-specs/houses.yaml", "SELECT id,", "SELECT ['a', 'b'] AS t, [area / 2, 2] AS pair, id,");
        user.Edit("data-specs/houses.yaml", "columns:", "columns:\n  t: { type: tokens }\n  pair: { type: \"tensor(2)\" }");
        Assert.Contains("LPT3015", user.Type("train").Error, StringComparison.Ordinal);
        user.Edit("models/house-price.yaml", "target: price", "target: price\nfeatures: { exclude: [t] }");
        Assert.Equal(0, user.Type("train").Code);
    }

    [Fact]
    public void Mape_of_a_target_of_zero_is_refused()
    {
        using var user = User.WithExample();
        user.Edit("models/house-price.yaml", "[rmse, mae, r2]", "[mape]");
        user.Edit("data-specs/houses.yaml", "price FROM files", "0 * price AS price FROM files");
        var run = user.Type("evaluate");
        Assert.Contains("LPT4007", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Code);
    }

    [Fact]
    public void A_class_that_only_the_validation_part_has_is_named()
    {
        using var user = User.WithExample();
        user.Edit("data-specs/houses.yaml", "by: random, seed: 1, test: 0.25, validation: 0.15", "by: expression, test: id % 4 = 0, validation: district = 'river' AND id % 4 = 1");
        user.Edit("data-specs/houses.yaml", "FROM files", "FROM files WHERE district != 'river' OR id % 4 = 1");
        user.Write("models/house-price.yaml", """
            apiVersion: lepton/v1
            kind: Model
            name: where
            dataset: houses
            task: multiclass-classification
            target: district
            trainer:
              type: xgboost
              early-stopping: { metric: log-loss }
            evaluation: { metrics: [accuracy] }
            """);
        Assert.Contains("LPT3014", user.Type("train").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_cannot_be_proven_is_a_warning()
    {
        using var user = User.WithSamples();
        user.Edit("models/digit-reader.yaml", "metric: accuracy, min: 0.93", "metric: accuracy, min: 0.999");
        var run = user.Type("validate");
        Assert.Equal(0, run.Code);
        Assert.Contains("warning LPT1028: accuracy of at least 0.999 cannot be proven with 360 test rows", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_cannot_be_written_exits_4()
    {
        using var user = User.WithExample();
        user.Write("models/house-price.lock.yaml/in-the-way", string.Empty);
        var run = user.Type("train");
        Assert.Contains("LPT6105", run.Error, StringComparison.Ordinal);
        Assert.Equal(4, run.Code);
    }

    [Fact]
    public void Predict_needs_a_trained_model_and_a_place_to_write()
    {
        using var user = User.WithExample();
        Assert.Contains("LPT6106", user.Type("predict", "house-price", "data/houses.csv").Error, StringComparison.Ordinal);
        user.Type("train");
        Assert.Contains("LPT2020", user.Type("predict", "house-price", "nothing.csv").Error, StringComparison.Ordinal);
        Assert.Contains("LPT6107", user.Type("predict", "house-price", "data/houses.csv", "-o", "no/such/folder/out.csv").Error, StringComparison.Ordinal);
        Assert.Equal(0, user.Type("predict", "house-price", "data/houses.csv", "-o", "out.csv").Code);
        Assert.Equal(401, user.Read("out.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
