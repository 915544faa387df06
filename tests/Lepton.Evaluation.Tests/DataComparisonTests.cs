using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Data;
using Lepton.Evaluation.Drift;
using Lepton.Specs.Datasets;
using Lepton.Testing;

namespace Lepton.Evaluation.Tests;

public sealed class DataComparisonTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void Distances_of_numbers_are_those_of_SciPy()
    {
        foreach (var sample in JsonNode.Parse(File.ReadAllText(Repository.File("tests", "golden", "drift.json")))!.AsArray())
        {
            using var comparison = Compare([Number("x")], Values(Golden.Numbers(sample!["before"])), Values(Golden.Numbers(sample["now"])));
            Assert.Equal((double)sample["distance"]!, Assert.Single(comparison.Columns(default)).Distance, 12);
        }
    }

    [Fact]
    public void Chance_alone_rarely_says_that_a_column_moved_and_a_shift_is_seen()
    {
        var random = new Random(5);
        double[] Draw(int n, double shift) => [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() + random.NextDouble() + shift)];
        var moved = 0;
        for (var i = 0; i < 200; i++)
        {
            using var same = Compare([Number("x")], Values(Draw(300, 0)), Values(Draw(200, 0)));
            moved += same.Columns(default)[0].HasMoved ? 1 : 0;
        }

        // One in a hundred is expected of two hundred; nine or more happen once in five thousand times.
        Assert.InRange(moved, 0, 8);
        using var other = Compare([Number("x")], Values(Draw(300, 0)), Values(Draw(200, 0.3)));
        var drift = other.Columns(default)[0];
        Assert.True(drift.HasMoved);
        Assert.InRange(drift.Now.Mean!.Value - drift.Before.Mean!.Value, 0.15, 0.45);
    }

    [Fact]
    public void Shares_of_words_are_compared_and_nulls_too()
    {
        var before = string.Concat(Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? "'a'," : "'b',"));
        var now = string.Concat(Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? "'a'," : i % 10 == 1 ? "NULL," : "'b',"));
        using var comparison = Compare([new Column("w", ColumnType.Of(ColumnKind.Category), ColumnRole.Feature, true, null, null, null, [], null)], Words(before), Words(now));
        var drift = Assert.Single(comparison.Columns(default));
        Assert.True(drift.HasMoved);
        Assert.Equal((200.0 / 360) - 0.25, drift.Distance, 12);
        Assert.Equal(("b", "a"), (drift.Before.Top, drift.Now.Top));
        Assert.Equal(0.1, drift.Now.NullShare, 12);
    }

    [Fact]
    public void Rows_with_an_id_are_added_gone_changed_or_moved()
    {
        var columns = new[] { new Column("id", ColumnType.Of(ColumnKind.Integer), ColumnRole.Id, false, null, null, null, [], null), Number("x") };
        var before = new Dictionary<string, string> { ["train"] = Parquet("VALUES (1, 1.0), (2, 2.0), (3, 3.0)", "id, x"), ["test"] = Parquet("VALUES (4, 4.0)", "id, x") };
        var now = new Dictionary<string, string> { ["train"] = Parquet("VALUES (1, 1.0), (2, 2.5)", "id, x"), ["test"] = Parquet("VALUES (3, 3.0), (5, 5.0)", "id, x") };
        using var comparison = new DataComparison(Natives.Duck, before, now, columns);
        Assert.Equal(new RowChanges(1, 1, 1, 1), comparison.Rows(default));
    }

    [Fact]
    public void Rows_without_an_id_are_compared_by_content_as_often_as_they_occur()
    {
        using var comparison = Compare([Number("x")], "VALUES (1.0), (1.0), (2.0), (NULL)", "VALUES (1.0), (3.0), (NULL)");
        Assert.Equal(new RowChanges(1, 2, null, null), comparison.Rows(default));
    }

    [Fact]
    public void A_column_that_became_empty_has_moved()
    {
        using var comparison = Compare([Number("x")], "VALUES (1.0), (2.0)", "SELECT NULL::DOUBLE FROM range(2)");
        Assert.True(Assert.Single(comparison.Columns(default)).HasMoved);
    }

    public void Dispose() => folder.Dispose();

    private static Column Number(string name) => new(name, ColumnType.Of(ColumnKind.Number), ColumnRole.Feature, true, null, null, null, [], null);

    private static string Values(double[] values) => $"SELECT unnest([{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture) + "::DOUBLE"))}])";

    private static string Words(string list) => $"SELECT unnest([{list.TrimEnd(',')}])";

    private DataComparison Compare(Column[] columns, string before, string now) => new(
        Natives.Duck,
        new Dictionary<string, string> { ["train"] = Parquet(before, columns[0].Name) },
        new Dictionary<string, string> { ["train"] = Parquet(now, columns[0].Name) },
        columns);

    private string Parquet(string rows, string names)
    {
        var path = folder.File($"{Guid.NewGuid():N}.parquet");
        using var connection = Natives.Duck.ConnectToMemory();
        connection.Execute(new StringBuilder($"COPY (SELECT * FROM ({rows}) t({names})) TO '{path}' (FORMAT parquet)").ToString());
        return path;
    }
}
