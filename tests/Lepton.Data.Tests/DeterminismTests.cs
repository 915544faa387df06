using System.Globalization;
using System.Text;
using Lepton.Core.Digests;

namespace Lepton.Data.Tests;

public sealed class DeterminismTests : IDisposable
{
    private readonly Scene scene = new();

    public static TheoryData<string> Queries => new(
        "SELECT id, g, x, x AS y FROM files WHERE x > -5",
        "SELECT a.id, a.g, a.x, b.x AS y FROM files a JOIN files b ON b.id = (a.id * 7) % 20000",
        "SELECT min(id) AS id, g, sum(x ORDER BY id) AS x, avg(x::DECIMAL(18,6)) AS y FROM files GROUP BY g, id % 500",
        "SELECT id, g, x, sum(x) OVER (PARTITION BY g ORDER BY id) AS y FROM files",
        "SELECT id, g, x, row_number() OVER (PARTITION BY g ORDER BY id) + count(*) OVER (PARTITION BY g) AS y FROM files",
        "WITH s AS (SELECT g, sum(id) AS s FROM files GROUP BY g) SELECT id, files.g, x, s AS y FROM files JOIN s USING (g) QUALIFY row_number() OVER (PARTITION BY g ORDER BY id) < 400");

    [Theory]
    [MemberData(nameof(Queries))]
    public void The_content_does_not_depend_on_threads_or_memory(string query)
    {
        scene.File("a.csv", Rows(20_000));
        var digests = new HashSet<Digest>();
        foreach (var threads in new[] { 1, 2, 8 })
        {
            digests.Add(scene.Build(Spec(query), threads).Digest);
        }

        digests.Add(scene.Build(Spec(query) + "\nresources: { memory: 110MiB, cpu: 2 }").Digest);
        Assert.Single(digests);
    }

    [Theory]
    [InlineData("SELECT range AS id, 'g' || (range % 7) AS g, sin(range) AS x, sum(range) OVER (PARTITION BY range % 1000 ORDER BY range) AS y FROM range(2000000)")]
    [InlineData("SELECT a.range AS id, 'g' || (b.range % 7) AS g, sin(a.range) AS x, b.range AS y FROM range(2000000) a JOIN range(2000000) b ON b.range = (a.range * 7) % 2000000")]
    public void The_content_is_the_same_where_memory_does_not_suffice(string query)
    {
        // 64 MiB for DuckDB, where the rows alone take 80.
        scene.File("a.csv", Rows(1));
        var spilt = scene.Build(Spec(query) + "\nresources: { memory: 128MiB, cpu: 2 }").Digest;
        Assert.Equal(scene.Build(Spec(query)).Digest, spilt);
    }

    [Fact]
    public void What_fits_neither_memory_nor_disk_is_out_of_room()
    {
        scene.File("a.csv", Rows(1));
        var found = scene.Fail(Spec("SELECT id, repeat('x', 200000000 + id) AS g, x, 0 AS y FROM files") + "\nresources: { memory: 64MiB, cpu: 1 }");
        Assert.Equal("LPT2019", found.Code);
        Assert.Contains("memory", found.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT min(id) AS id, g, sum(x) AS x, 1 AS y FROM files GROUP BY g", "sum(x ORDER BY id)")]
    [InlineData("SELECT min(id) AS id, g, avg(x) AS x, 1 AS y FROM files GROUP BY g", "avg(x ORDER BY id)")]
    [InlineData("SELECT min(id) AS id, g, first(x) AS x, 1 AS y FROM files GROUP BY g", "ORDER BY")]
    [InlineData("SELECT id, g, sum(x) OVER (PARTITION BY g) AS x, 1 AS y FROM files", "ORDER BY")]
    [InlineData("SELECT id, g, x, row_number() OVER (PARTITION BY g) AS y FROM files", "ORDER BY")]
    [InlineData("SELECT id, g, x, 1 AS y FROM files LIMIT 10", "ORDER BY")]
    [InlineData("SELECT DISTINCT ON (g) id, g, x, 1 AS y FROM files", "ORDER BY")]
    [InlineData("SELECT id, g, random() AS x, 1 AS y FROM files", "run to run")]
    [InlineData("SELECT id, g, x, year(current_date) AS y FROM files", "date")]
    [InlineData("SELECT id, g, x, epoch(now()) AS y FROM files", "run to run")]
    [InlineData("SELECT id, g, x, 1 AS y FROM files USING SAMPLE 10%", "hash")]
    public void What_could_differ_from_run_to_run_is_refused_with_its_mend(string query, string mend)
    {
        scene.File("a.csv", Rows(100));
        var found = scene.Fail(Spec(query));
        Assert.Equal("LPT2006", found.Code);
        Assert.Contains(mend, found.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Sums_of_whole_numbers_need_no_order()
    {
        scene.File("a.csv", Rows(100));
        Assert.Equal(7, scene.Build(Spec("SELECT min(id) AS id, g, sum(id) AS x, sum(id % 3) AS y FROM files GROUP BY g")).Rows.Values.Sum());
    }

    [Fact]
    public void A_join_needs_an_id_to_sort_by()
    {
        scene.File("a.csv", Rows(10));
        var found = scene.Fail("files: [{ path: ../data/a.csv }]\nquery: SELECT a.x FROM files a JOIN files b USING (id)\ncolumns:\n  x: { type: number }\nsplit: { by: random, column: x, test: 0.5 }");
        Assert.Equal("LPT2007", found.Code);
    }

    [Fact]
    public void The_digest_does_not_see_how_a_value_was_written()
    {
        scene.File("a.csv", "id,g,x\n1,a,1.0\n2,b,2.50\n");
        var one = scene.Build(Spec("SELECT id, g, x, 0 AS y FROM files")).Digest;
        scene.File("a.csv", "id,g,x\n1,a,1\n2,\"b\",2.5\n");
        Assert.Equal(one, scene.Build(Spec("SELECT id, g, x, 0 AS y FROM files")).Digest);
    }

    public void Dispose() => scene.Dispose();

    private static string Spec(string query) => $$"""
        files: [{ path: ../data/a.csv }]
        query: |
          {{query}}
        columns:
          id: { type: integer, role: id }
          g: { type: category }
          x: { type: number }
          y: { type: number }
        split: { by: expression, test: id % 2 = 0 }
        """;

    private static string Rows(int count)
    {
        var random = new Random(1);
        var text = new StringBuilder("id,g,x\n");
        for (var i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},g{random.Next(7)},{random.NextDouble():R}\n");
        }

        return text.ToString();
    }
}
