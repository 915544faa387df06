using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

/// <summary>What a change leads to, and where it stops.</summary>
public class CutoffTests
{
    [Theory]
    [InlineData("models/house-price.yaml", "# A model:", "# Some model:", "")]
    [InlineData("models/house-price.yaml", "target: price", "target:    'price'", "")]
    [InlineData("models/house-price.yaml", "target: price", "target: price\ndescription: another one", "")]
    [InlineData("models/house-price.yaml", "target: price", "target: price\nresources: { memory: 3GiB }", "")]
    [InlineData("models/house-price.yaml", "[rmse, mae, r2]", "[rmse, r2]", "evaluate gate")]
    [InlineData("models/house-price.yaml", "min: 0.8", "min: 0.75", "gate")]
    [InlineData("models/house-price.yaml", "l2: 1 ", "l2: 2 ", "train evaluate gate")]
    [InlineData("data-specs/houses.yaml", "description: 400 made-up houses", "description: houses", "")]
    [InlineData("data-specs/houses.yaml", "unit: m2, min: 0", "unit: m2, min: 0, description: of all floors", "data")]
    [InlineData("data-specs/houses.yaml", "query: SELECT id, area", "query: SELECT id, area + 0 AS area", "data")]
    [InlineData("data-specs/houses.yaml", "test: 0.25", "test: 0.3", "data train evaluate gate")]
    public void A_change_reruns_exactly_what_it_means_something_to(string file, string old, string changed, string kinds)
    {
        using var user = User.WithExample();
        Assert.Equal(0, user.Type("train").Code);
        user.Edit(file, old, changed);
        Assert.Equal(kinds, string.Join(' ', Ran(user.Type("train", "--events"))));
        Assert.Equal("1 of 1 models up to date\n", user.Type("train").Out.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_touched_file_changes_nothing()
    {
        using var user = User.WithExample();
        user.Type("train");
        foreach (var file in new[] { "lepton.yaml", "models/house-price.yaml", "models/house-price.lock.yaml", "data-specs/houses.yaml", "data/houses.csv" })
        {
            File.SetLastWriteTimeUtc(user.File(file), DateTime.UtcNow.AddDays(-3));
            Assert.Equal("house-price                    up to date\n", user.Type("status").Out.ReplaceLineEndings("\n"));
        }
    }

    [Theory]
    [InlineData("models/house-price.lock.yaml")]
    [InlineData(".lepton/store")]
    [InlineData("data/houses.csv")]
    [InlineData("models/house-price.yaml")]
    public void What_went_away_is_missed(string path)
    {
        using var user = User.WithExample();
        user.Type("train");
        user.Type("status");
        if (Directory.Exists(user.File(path)))
        {
            Directory.Delete(user.File(path), recursive: true);
        }
        else
        {
            File.Delete(user.File(path));
        }

        Assert.DoesNotContain("house-price                    up to date", user.Type("status").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_model_is_seen_and_the_others_are_left_alone()
    {
        using var user = User.WithExample();
        user.Type("train");
        user.Write("models/second.yaml", user.Read("models/house-price.yaml").Replace("house-price", "second", StringComparison.Ordinal).Replace("l2: 1", "l2: 5", StringComparison.Ordinal));
        Assert.Equal(["train", "evaluate", "gate"], Ran(user.Type("train", "--events")));
        Assert.Equal("2 of 2 models up to date\n", user.Type("train").Out.ReplaceLineEndings("\n"));
        user.Write("models/third.yaml", user.Read("models/second.yaml"));
        var run = user.Type("train");
        Assert.Equal(2, run.Code);
        Assert.Contains("LPT1013", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_workspace_whose_first_command_names_one_model_knows_the_others()
    {
        using var user = User.WithExample();
        var spec = File.ReadAllText(user.File("models/house-price.yaml"));
        user.Write("models/other.yaml", spec.Replace("name: house-price", "name: other", StringComparison.Ordinal));
        user.Write("data-specs/more.yaml", File.ReadAllText(user.File("data-specs/houses.yaml")).Replace("name: houses", "name: more", StringComparison.Ordinal));
        user.Write("models/third.yaml", spec.Replace("name: house-price", "name: third", StringComparison.Ordinal).Replace("dataset: houses", "dataset: more", StringComparison.Ordinal));
        Assert.Equal(0, user.Type("train", "house-price").Code);
        Assert.Contains("third", user.Type("status").Out, StringComparison.Ordinal);
        File.Delete(user.File("models/other.yaml"));
        Assert.Equal(0, user.Type("train", "house-price").Code);
        Assert.Equal(0, user.Type("train", "third").Code);
        Assert.Equal("2 of 2 models up to date\n", user.Type("train").Out.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_name_that_an_unread_spec_has_is_still_taken()
    {
        using var user = User.WithExample();
        user.Write("models/second.yaml", user.Read("models/house-price.yaml").Replace("house-price", "second", StringComparison.Ordinal));
        Assert.Equal(0, user.Type("train").Code);
        user.Edit("models/second.yaml", "name: second", "name: house-price");
        var run = user.Type("train");
        Assert.Equal(2, run.Code);
        Assert.Contains("there are two specs of kind Model named 'house-price'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_edits_and_builds_end_where_a_clean_build_ends()
    {
        var random = new Random(20261124);
        using var user = User.WithExample();
        for (var i = 0; i < 12; i++)
        {
            switch (random.Next(5))
            {
                case 0:
                    user.Write("models/house-price.yaml", System.Text.RegularExpressions.Regex.Replace(user.Read("models/house-price.yaml"), "l2: [0-9]+", $"l2: {random.Next(1, 4)}"));
                    break;
                case 1:
                    user.Write("data-specs/houses.yaml", System.Text.RegularExpressions.Regex.Replace(user.Read("data-specs/houses.yaml"), "seed: [0-9]+", $"seed: {random.Next(1, 4)}"));
                    break;
                case 2:
                    user.Write("data/houses.csv", user.Read("data/houses.csv") + $"{1000 + i},{60 + random.Next(40)},3,north,{250_000 + random.Next(1000)}\n");
                    break;
                case 3:
                    user.Write("models/house-price.yaml", user.Read("models/house-price.yaml") + $"# {i}\n");
                    break;
                default:
                    user.Write("models/house-price.yaml", user.Read("models/house-price.yaml").Replace("[rmse, mae, r2]", "[rmse, r2]", StringComparison.Ordinal));
                    break;
            }

            if (random.Next(3) > 0)
            {
                Assert.Equal(0, user.Type("train").Code);
            }
        }

        Assert.Equal(0, user.Type("train").Code);
        var incremental = user.Read("models/house-price.lock.yaml");
        Directory.Delete(user.File(".lepton"), recursive: true);
        File.Delete(user.File("models/house-price.lock.yaml"));
        Assert.Equal(0, user.Type("train").Code);
        Assert.Equal(user.Read("models/house-price.lock.yaml"), incremental);
    }

    [Fact]
    public void Why_names_the_input_with_both_values()
    {
        using var user = User.WithExample();
        Assert.Contains("it never ran here", user.Type("why", "house-price").Out, StringComparison.Ordinal);
        user.Type("train");
        Assert.DoesNotContain("->", user.Type("why", "house-price").Out, StringComparison.Ordinal);
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Assert.Contains("differs from the last run\n    hyperparameters.l2: 1 -> 2\n", user.Type("why", "house-price").Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        user.Type("train");
        var step = JsonNode.Parse(user.Type("why", "house-price", "--json").Out)!["models"]![0]!["steps"]!.AsArray().First(s => (string)s!["kind"]! == "train")!;
        Assert.Equal("known; it ran because of", (string)step["reason"]!);
        Assert.Equal("hyperparameters.l2", (string)step["differences"]![0]!["path"]!);
        Assert.Equal((1.0, 2.0), ((double)step["differences"]![0]!["before"]!, (double)step["differences"]![0]!["now"]!));
    }

    [Fact]
    public void A_trace_is_JSON_that_trace_viewers_read()
    {
        using var user = User.WithExample();
        Assert.Equal(0, user.Type("train", "--trace", "trace.json").Code);
        var events = JsonNode.Parse(user.Read("trace.json"))!["traceEvents"]!.AsArray();
        Assert.Equal(["data houses", "train house-price", "evaluate house-price", "cost house-price", "gate house-price"], events.Select(e => (string)e!["name"]!));
        Assert.All(events, e => Assert.True((string)e!["ph"]! == "X" && (double)e["ts"]! >= 0 && (double)e["dur"]! >= 0));
        Assert.Contains("LPT6107", user.Type("train", "--trace", "/proc/nothing/x").Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ran(Run run) => run.Out.Split('\n')
        .Where(l => l.Contains("\"status\":\"done\"", StringComparison.Ordinal))
        .Select(l => (string)JsonNode.Parse(l)!["step"]!)
        .Select(s => s.Split(' ')[0])
        .Where(k => k != "cost")
        .OrderBy(k => Array.IndexOf(["data", "train", "evaluate", "gate"], k));
}
