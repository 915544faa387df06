using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

/// <summary>lepton diff, and why against another branch.</summary>
public class DiffTests
{
    [Fact]
    public void Specs_rows_metrics_and_files_of_two_commits_are_compared()
    {
        using var user = Committed();
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 5 ");
        var lines = user.Read("data/houses.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // One row goes, two come, and every house grows.
        user.Write("data/houses.csv", string.Join('\n', lines.Take(1).Concat(lines.Skip(2).Select(Larger))) + "\n9001,80,3,north,250000\n9002,90,3,south,280000\n");
        user.Write("models/other.yaml", user.Read("models/house-price.yaml").Replace("house-price", "other", StringComparison.Ordinal));
        Assert.Equal(0, user.Type("train").Code);
        var diff = user.Type("diff", "HEAD");
        Assert.True(diff.Code == 0, diff.ToString());
        Assert.Contains("  trainer.hyperparameters.l2: 1 -> 5\n", diff.Out, StringComparison.Ordinal);
        Assert.Contains("models/other.yaml  Model other is new\n", diff.Out, StringComparison.Ordinal);
        Assert.Contains("2 rows added, 1 gone, ", diff.Out, StringComparison.Ordinal);
        Assert.Contains("moved: ", diff.Out, StringComparison.Ordinal);
        Assert.Matches("rmse +[0-9.]+ .* -> [0-9.]+ .*(better|worse)", diff.Out);
        Assert.Matches("  file [0-9a-f]{12} \\([0-9]+ bytes\\) -> [0-9a-f]{12}", diff.Out);

        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "two");
        var json = JsonNode.Parse(user.Type("diff", "HEAD~1", "HEAD", "--json").Out)!;
        Assert.Equal("lepton/diff/v1", (string)json["schema"]!);
        Assert.Equal(2, (long)json["datasets"]![0]!["rows"]!["added"]!);
        Assert.Equal(["house-price", "other"], json["models"]!.AsArray().Select(m => (string)m!["name"]!));
        Assert.StartsWith("nothing differs", user.Type("diff", "HEAD").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comment_is_no_difference_and_a_query_is_shown_line_by_line()
    {
        using var user = Committed();
        user.Write("models/house-price.yaml", "# a comment\n" + user.Read("models/house-price.yaml"));
        Assert.StartsWith("nothing differs", user.Type("diff", "HEAD").Out, StringComparison.Ordinal);
        user.Edit("data-specs/houses.yaml", "query: SELECT id, area, rooms, district, price FROM files", "query: |\n  SELECT *\n  FROM files");
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "two");
        user.Edit("data-specs/houses.yaml", "FROM files", "FROM files WHERE true");
        Assert.Contains("    - FROM files\n    + FROM files WHERE true\n", user.Type("diff", "HEAD").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_old_rows_it_says_so_and_compares_what_locks_tell()
    {
        using var user = Committed();
        Directory.Delete(user.File(".lepton"), recursive: true);
        user.Write("data/houses.csv", user.Read("data/houses.csv") + "9001,80,3,north,250000\n");
        Assert.Equal(0, user.Type("train").Code);
        var diff = user.Type("diff", "main");
        Assert.Contains("not both versions are in the store", diff.Out, StringComparison.Ordinal);
        Assert.Contains("rmse", diff.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_revisions_and_folders_without_git_are_refused()
    {
        using var user = User.WithExample();
        Assert.Contains("LPT5003", user.Type("diff", "HEAD").Error, StringComparison.Ordinal);
        user.Git("init", "-q");
        Assert.Contains("LPT5004", user.Type("diff", "HEAD").Error, StringComparison.Ordinal);
        Assert.Equal(2, user.Type("diff").Code);
        user.Variables["PATH"] = user.Folder;
        Assert.Contains("LPT5002", user.Type("diff", "HEAD").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_names_the_input_that_differs_from_another_branch()
    {
        using var user = Committed();
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 5 ");
        var why = user.Type("why", "--baseline", "main");
        Assert.Contains("  data      known    as in main\n", why.Out, StringComparison.Ordinal);
        Assert.Contains("  train     run      differs from main\n    hyperparameters.l2: 1 -> 5\n", why.Out, StringComparison.Ordinal);
        Directory.Delete(user.File(".lepton"), recursive: true);
        Assert.Contains("as in main", user.Type("why", "--baseline", "main").Out, StringComparison.Ordinal);
        Assert.Contains("LPT5004", user.Type("why", "--baseline", "no-such").Error, StringComparison.Ordinal);
    }

    private static User Committed()
    {
        var user = User.WithExample();
        user.Write(".gitignore", ".lepton\n");
        user.Git("init", "-q", "-b", "main");
        Assert.Equal(0, user.Type("train").Code);
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "one");
        return user;
    }

    private static string Larger(string row)
    {
        var cells = row.Split(',');
        cells[1] = (double.Parse(cells[1]) + 40).ToString();
        return string.Join(',', cells);
    }
}
