using Lepton.Core.Diagnostics;

namespace Lepton.Data.Tests;

public sealed class CheckTests : IDisposable
{
    private readonly Scene scene = new();

    [Theory]
    [InlineData("- rows: { min: 50 }", "there are 20 rows")]
    [InlineData("- unique: [g]", "repeat the g")]
    [InlineData("- not-null: [n]", "has no value in 2 rows: id=3")]
    [InlineData("- sql: SELECT * FROM data WHERE x > 15", "finds 4 rows: id=16")]
    public void A_failing_check_shows_rows_and_how_many(string check, string message)
    {
        var found = scene.Fail(Spec(check));
        Assert.Equal("LPT2012", found.Code);
        Assert.Contains(message, found.Message, StringComparison.Ordinal);
        Assert.True(found.Location!.Line > 10);
    }

    [Fact]
    public void File_and_row_are_named_where_the_query_only_projects_and_filters() =>
        Assert.Contains("(data/a.csv, row 13)", scene.Fail(Spec("- not-null: [n]")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_warning_does_not_stop_the_build()
    {
        scene.Build(Spec("- sql: SELECT * FROM data WHERE x > 15\n    message: that is a lot\n    severity: warning"));
        Assert.Contains(scene.Sink.Diagnostics, d => d.Severity == Severity.Warning && d.Message.StartsWith("that is a lot", StringComparison.Ordinal));
    }

    [Fact]
    public void A_check_that_cannot_be_run_says_why() => Assert.Equal("LPT2013", scene.Fail(Spec("- sql: SELECT nonsense FROM data")).Code);

    [Fact]
    public void An_id_that_repeats_is_an_error_without_being_asked_for()
    {
        scene.File("b.csv", "id,x\n1,1\n1,2\n2,3\n");
        var found = scene.Fail("files: [{ path: ../data/b.csv }]\ncolumns:\n  id: { type: integer, role: id }\n  x: { type: number }\nsplit: { by: random, test: 0.5 }");
        Assert.Equal("LPT2012", found.Code);
    }

    [Theory]
    [InlineData("x: { type: number, max: 18 }", "above 18")]
    [InlineData("g: { type: category, values: [a, b] }", "not among its values")]
    public void Bounds_of_columns_are_held(string column, string message)
    {
        var spec = Spec("- rows: { min: 1 }");
        var name = column.Split(':')[0];
        spec = string.Join('\n', spec.Split('\n').Select(l => l.TrimStart().StartsWith(name + ":", StringComparison.Ordinal) ? "  " + column : l));
        Assert.Contains(message, scene.Fail(spec).Message, StringComparison.Ordinal);
    }

    public void Dispose() => scene.Dispose();

    private string Spec(string check)
    {
        scene.File("a.csv", "id,g,x,n\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{"abc"[i % 3]},{i},{(i is 3 or 13 ? "" : "1")}\n")));
        return $$"""
            files: [{ path: ../data/a.csv }]
            query: SELECT * EXCLUDE (file, row) FROM files WHERE id >= 0
            columns:
              id: { type: integer, role: id }
              g: { type: category }
              x: { type: number }
              n: { type: integer }
            split: { by: expression, test: id % 2 = 0 }
            checks:
              {{check}}
            """;
    }
}
