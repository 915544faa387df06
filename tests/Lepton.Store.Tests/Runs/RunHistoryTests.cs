using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Store.Runs;
using Lepton.Testing;
using Microsoft.Data.Sqlite;

namespace Lepton.Store.Tests.Runs;

public sealed class RunHistoryTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void What_is_written_is_read_in_its_order()
    {
        var history = new RunHistory(folder.File("store"));
        Assert.Empty(history.Read(withHyperparameters: true));
        history.Append([Run("one", 0.5), Run("two", 3)]);
        history.Append([Run("three", double.NaN)]);
        var runs = history.Read(withHyperparameters: true);
        Assert.Equal([(1L, "one"), (2L, "two"), (3L, "three")], runs.Select(r => (r.Id, r.Model)));
        Assert.Equal([0.5, 3, double.NaN], runs.Select(r => r.Metric("auc")));
        var first = Run("one", 0.5);
        Assert.Equal((first.Started, first.Seconds, first.Command, first.Trial, first.Status, first.Commit, first.Part), (runs[0].Started, runs[0].Seconds, runs[0].Command, runs[0].Trial, runs[0].Status, runs[0].Commit, runs[0].Part));
        Assert.True(JsonNode.DeepEquals(first.Hyperparameters, runs[0].Hyperparameters));
        Assert.Equal([new RunMetric("auc", 0.5, double.NaN, double.NaN), new RunMetric("rmse", 2, 1.5, double.NaN)], runs[0].Metrics);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"auc\":1}")]
    [InlineData("{\"auc\":{\"value\":")]
    [InlineData("nothing")]
    public void Metrics_that_lepton_did_not_write_are_told_of(string metrics)
    {
        var history = new RunHistory(folder.File("store"));
        history.Append([Run("one", 0.5)]);
        using (var connection = new SqliteConnection($"Data Source={folder.File("store/runs.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE runs SET metrics = $metrics";
            command.Parameters.AddWithValue("$metrics", metrics);
            command.ExecuteNonQuery();
        }

        Assert.Equal("LPT6008", Assert.Throws<DiagnosticException>(() => history.Read(withHyperparameters: false)).Diagnostics[0].Code);
    }

    [Fact]
    public async Task Twenty_that_write_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(w => Task.Run(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                new RunHistory(folder.File("store")).Append([Run($"m{w}-{i}", i)]);
            }
        })));
        var runs = new RunHistory(folder.File("store")).Read(withHyperparameters: false);
        Assert.Equal(100, runs.Select(r => r.Model).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), runs.Select(r => r.Id));
    }

    [Fact]
    public void Hyperparameters_and_curves_are_read_of_the_runs_that_they_are_wanted_of()
    {
        var history = new RunHistory(folder.File("store"));
        var curves = new JsonObject { ["loss"] = new JsonObject { ["rounds"] = new JsonArray(1, 2), ["values"] = new JsonArray(0.5, 0.25) } };
        history.Append([Run("one", 0.5) with { Curves = curves }, Run("two", 0.5)]);
        var runs = history.Read(withHyperparameters: false);
        Assert.All(runs, r => Assert.Empty(r.Curves));
        Assert.All(runs, r => Assert.Empty(r.Hyperparameters));
        var both = history.WithDetails([runs[1], runs[0]]);
        Assert.All(both, r => Assert.Equal(2, r.Hyperparameters.Count));
        Assert.Empty(both[0].Curves);
        Assert.True(JsonNode.DeepEquals(curves, both[1].Curves));
    }

    [Fact]
    public void A_history_of_an_earlier_version_goes_on()
    {
        Directory.CreateDirectory(folder.File("store"));
        using (var connection = new SqliteConnection($"Data Source={folder.File("store/runs.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE runs (
                  id INTEGER PRIMARY KEY, started TEXT NOT NULL, seconds REAL NOT NULL, command TEXT NOT NULL, model TEXT NOT NULL, trial TEXT, status TEXT NOT NULL, "commit" TEXT, artifact TEXT, dataset TEXT,
                  part TEXT NOT NULL, hyperparameters TEXT NOT NULL, metrics TEXT NOT NULL);
                INSERT INTO runs VALUES (1, '2026-11-28T12:00:00.0000000Z', 1, 'train', 'old', NULL, 'done', NULL, NULL, NULL, 'test', '{}', '{}');
                PRAGMA user_version = 1;
                """;
            command.ExecuteNonQuery();
        }

        var history = new RunHistory(folder.File("store"));
        history.Append([Run("new", 0.5)]);
        Assert.Equal(["old", "new"], history.Read(withHyperparameters: true).Select(r => r.Model));
    }

    [Fact]
    public void A_file_that_is_none_of_ours_is_told_of_and_left_as_it_is()
    {
        Directory.CreateDirectory(folder.File("store"));
        File.WriteAllText(folder.File("store/runs.db"), "this is no database, and was never one: it is longer than a header");
        var history = new RunHistory(folder.File("store"));
        Assert.Equal("LPT6008", Assert.Throws<DiagnosticException>(() => history.Append([Run("one", 1)])).Diagnostics[0].Code);
        Assert.Equal("LPT6008", Assert.Throws<DiagnosticException>(() => history.Read(withHyperparameters: false)).Diagnostics[0].Code);
        Assert.StartsWith("this is no database", File.ReadAllText(folder.File("store/runs.db")), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static RunRecord Run(string model, double auc) => new(
        0, new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero), 1.5, "train", model, null, "done", "abc", "sha256:1", "sha256:2", "test",
        double.IsNaN(auc) ? [] : [new RunMetric("auc", auc, double.NaN, double.NaN), new RunMetric("rmse", 2, 1.5, double.PositiveInfinity)])
    {
        Hyperparameters = new JsonObject { ["rounds"] = 3, ["rate"] = 0.1 },
    };
}
