using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lepton.Data.Tests;

public sealed class SplitTests : IDisposable
{
    private readonly Scene scene = new();

    [Fact]
    public void A_random_split_is_the_published_function_of_the_id()
    {
        Rows(200);
        var built = scene.Build(Spec("{ by: random, seed: 7, test: 0.3, validation: 0.2 }"));
        string Part(int id)
        {
            var u = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"7\0{id}"))) / Math.Pow(2, 64);
            return u < 0.3 ? "test" : u < 0.5 ? "validation" : "train";
        }

        foreach (var part in new[] { "train", "validation", "test" })
        {
            Assert.Equal(Enumerable.Range(0, 200).Where(i => Part(i) == part).Select(i => $"{i}"), scene.Values(built, part, "id"));
        }
    }

    [Fact]
    public void A_row_keeps_its_part_when_others_come_and_go()
    {
        Rows(200);
        var before = scene.Values(scene.Build(Spec("{ by: random, test: 0.3 }")), "test", "id");
        Rows(300, from: 50);
        var after = scene.Values(scene.Build(Spec("{ by: random, test: 0.3 }")), "test", "id");
        Assert.Equal(before.Where(i => int.Parse(i!) >= 50), after.Where(i => int.Parse(i!) < 200));
    }

    [Fact]
    public void A_group_stays_together()
    {
        Rows(300);
        var built = scene.Build(Spec("{ by: group, column: g, seed: 3, test: 0.4 }"));
        Assert.Empty(scene.Values(built, "train", "g").Intersect(scene.Values(built, "test", "g")));
    }

    [Fact]
    public void A_stratified_split_takes_its_share_of_each_class()
    {
        Rows(300);
        var built = scene.Build(Spec("{ by: stratified, column: c, test: 0.25, validation: 0.25 }"));
        Assert.Equal([25, 25, 25], scene.Values(built, "test", "c").GroupBy(c => c).Select(g => g.Count()));
        Assert.Equal(75, built.Rows[Lepton.Data.Part.Validation]);
    }

    [Fact]
    public void A_time_split_puts_the_latest_rows_to_the_test_and_keeps_ties_together()
    {
        Rows(100);
        var built = scene.Build(Spec("{ by: time, column: t, test: 0.15, validation: 0.2 }"));
        var latestTrained = scene.Values(built, "train", "t").Max(int.Parse!);
        var testTimes = scene.Values(built, "test", "t").Select(int.Parse!).ToList();
        Assert.True(latestTrained < testTimes.Min());
        Assert.Empty(scene.Values(built, "validation", "t").Intersect(scene.Values(built, "test", "t")));
    }

    [Theory]
    [InlineData("{ by: expression, test: id < 50, validation: id < 10 }", "LPT2014")]
    [InlineData("{ by: expression, test: id > 1000 }", "LPT2015")]
    [InlineData("{ by: expression, test: id >= 0 }", "LPT2015")]
    [InlineData("{ by: expression, test: n > 5 }", "LPT2014")]
    [InlineData("{ by: expression, test: nonsense > 5 }", "LPT2014")]
    public void A_split_that_leaves_rows_or_parts_over_is_an_error(string split, string code)
    {
        Rows(100);
        Assert.Equal(code, scene.Fail(Spec(split)).Code);
    }

    [Fact]
    public void Rows_that_stand_in_two_parts_are_counted()
    {
        scene.File("a.csv", "id,x\n1,5\n2,5\n3,6\n4,7\n");
        scene.Build("files: [{ path: ../data/a.csv }]\ncolumns:\n  id: { type: integer, role: id }\n  x: { type: number }\nsplit: { by: expression, test: id = 2 }");
        Assert.Contains(scene.Sink.Diagnostics, d => d.Code == "LPT2016" && d.Message.StartsWith('1'));
    }

    [Fact]
    public void A_split_by_row_of_a_file_that_is_not_pinned_is_a_warning()
    {
        scene.File("a.csv", "x\n5\n6\n");
        scene.Build("files: [{ path: ../data/a.csv }]\nquery: SELECT row AS id, x FROM files\ncolumns:\n  id: { type: integer, role: id }\n  x: { type: number }\nsplit: { by: expression, test: id = 1 }");
        Assert.Contains(scene.Sink.Diagnostics, d => d.Code == "LPT1029");
    }

    public void Dispose() => scene.Dispose();

    private void Rows(int to, int from = 0) =>
        scene.File("a.csv", "id,g,c,t,n\n" + string.Concat(Enumerable.Range(from, to - from).Select(i => $"{i},g{i % 20},c{i % 3},{i / 7},{(i == 3 ? "" : i)}\n")));

    private static string Spec(string split) => $$"""
        files: [{ path: ../data/a.csv }]
        columns:
          id: { type: integer, role: id }
          g: { type: category }
          c: { type: category }
          t: { type: integer }
          n: { type: integer }
        split: {{split}}
        """;
}
