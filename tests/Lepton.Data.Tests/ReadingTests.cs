using System.IO.Compression;
using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Testing;

namespace Lepton.Data.Tests;

public sealed class ReadingTests : IDisposable
{
    private const string Simple = """
        files: [{ path: ../data/a.csv }]
        columns:
          id: { type: integer, role: id }
          x: { type: number }
        split: { by: expression, test: id % 2 = 0 }
        """;

    private readonly Scene scene = new();

    [Fact]
    public void Csv_tsv_json_lines_and_parquet_give_the_same_content()
    {
        scene.File("a.csv", "id,x\n1,1.5\n2,\n3,2.5\n4,-1\n").File("a.tsv", "id\tx\n1\t1.5\n2\t\n3\t2.5\n4\t-1\n").File("a.jsonl", "{\"id\":1,\"x\":1.5}\n{\"id\":2,\"x\":null}\n{\"id\":3,\"x\":2.5}\n{\"id\":4,\"x\":-1}\n");
        using (var database = DuckDatabase.Open(Natives.Duck, null))
        using (var connection = database.Connect())
        {
            connection.Execute($"COPY (FROM read_csv('{scene.PathOf("a.csv")}')) TO '{scene.PathOf("a.parquet")}'");
        }

        using (var packed = new GZipStream(System.IO.File.Create(scene.PathOf("b.csv.gz")), CompressionLevel.Fastest))
        {
            packed.Write(System.IO.File.ReadAllBytes(scene.PathOf("a.csv")));
        }

        var digests = new[] { "a.csv", "a.tsv", "a.jsonl", "a.parquet", "b.csv.gz" }.Select(f => scene.Build(Simple.Replace("a.csv", f, StringComparison.Ordinal)).Digest).Distinct();
        Assert.Single(digests);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var found = scene.Fail(Simple);
        Assert.Equal(("LPT2001", 4), (found.Code, found.Location!.Line));
    }

    [Fact]
    public void Wrong_bytes_are_an_error()
    {
        scene.File("a.csv", "id,x\n1,2\n2,3\n");
        var found = scene.Fail(Simple.Replace("a.csv }", "a.csv, sha256: " + new string('0', 64) + " }", StringComparison.Ordinal));
        Assert.Equal("LPT2002", found.Code);
    }

    [Theory]
    [InlineData("id,x\n1,2\n2,3,4\n5,6\n", 3)]
    [InlineData("id,x\n1,2\n2\n5,6\n", 3)]
    public void A_broken_row_names_file_and_line(string csv, int line)
    {
        scene.File("a.csv", csv);
        var found = scene.Fail(Simple.Replace("x: { type: number }", "x: { type: number }", StringComparison.Ordinal).Replace("path: ../data/a.csv", "path: ../data/a.csv, csv: { columns: { id: integer, x: number } }", StringComparison.Ordinal));
        Assert.Equal(("LPT2004", line), (found.Code, found.Location!.Line));
        Assert.EndsWith("a.csv", found.Location.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_does_not_fit_late_in_the_file_widens_the_column()
    {
        var csv = new StringBuilder("id,x\n");
        for (var i = 0; i < 30_000; i++)
        {
            csv.Append(i).Append(',').Append(i).Append('\n');
        }

        scene.File("a.csv", csv + "30000,0.5\n");
        var built = scene.Build(Simple);
        Assert.Equal("0.5", scene.Values(built, "test", "x")[^1]);
    }

    [Fact]
    public void Large_whole_numbers_keep_all_digits()
    {
        scene.File("a.csv", "id,x\n9007199254740993,1\n9007199254740992,2\n");
        var built = scene.Build(Simple);
        Assert.Equal(["9007199254740993"], scene.Values(built, "train", "id"));
    }

    [Fact]
    public void A_fraction_is_no_integer()
    {
        scene.File("a.csv", "id,x\n1,1\n2,2\n3.5,3\n");
        var found = scene.Fail(Simple);
        Assert.Equal("LPT2011", found.Code);
        Assert.Contains("3.5", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_in_a_number_column_is_shown()
    {
        scene.File("a.csv", "id,x\n1,1\n2,oops\n3,2\n");
        var found = scene.Fail(Simple);
        Assert.Equal("LPT2011", found.Code);
        Assert.Contains("id=2, x=oops", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_is_a_missing_value_and_infinity_an_error()
    {
        scene.File("a.csv", "id,x\n1,nan\n2,1\n");
        Assert.Null(scene.Values(scene.Build(Simple), "train", "x")[0]);
        scene.File("a.csv", "id,x\n1,inf\n2,1\n");
        Assert.Equal("LPT2011", scene.Fail(Simple).Code);
    }

    [Fact]
    public void Columns_must_be_listed_and_there()
    {
        scene.File("a.csv", "id,x,y\n1,1,1\n2,2,2\n");
        Assert.Equal("LPT2008", scene.Fail(Simple).Code);
        scene.File("a.csv", "id,z\n1,1\n2,2\n");
        Assert.Contains(Assert.Throws<DiagnosticException>(() => scene.Build(Simple)).Diagnostics, d => d.Code == "LPT2009");
    }

    [Fact]
    public void A_glob_is_read_in_ordinal_order_with_file_and_row()
    {
        scene.File("p2.csv", "v\n20\n21\n").File("p10.csv", "v\n10\n").File("p1.csv", "v\n1\n");
        var built = scene.Build("""
            files: [{ path: "../data/p*.csv" }]
            query: SELECT v AS id, file, row AS r FROM files
            columns:
              id: { type: integer, role: id }
              file: { type: category }
              r: { type: integer }
            split: { by: expression, test: id = 1 }
            """);
        Assert.Equal(["10", "20", "21"], scene.Values(built, "train", "id"));
        Assert.Equal(["0", "0", "1"], scene.Values(built, "train", "r"));
        Assert.Equal("data/p10.csv", scene.Values(built, "train", "file")[0]);
    }

    [Fact]
    public void The_query_reads_only_the_declared_files()
    {
        scene.File("a.csv", "id,x\n1,1\n2,2\n").File("secret.csv", "id,x\n5,5\n");
        Assert.Equal("LPT2005", scene.Fail(Simple + $"\nquery: SELECT * FROM '{scene.PathOf("secret.csv")}'").Code);
        Assert.Equal("LPT2006", scene.Fail(Simple + $"\nquery: SELECT * FROM read_csv('{scene.PathOf("secret.csv")}')").Code);
        Assert.Equal("LPT2005", scene.Fail(Simple + "\nquery: DROP TABLE files").Code);
    }

    public void Dispose() => scene.Dispose();
}
