using Lepton.Testing;

namespace Lepton.Acceptance.Tests;

/// <summary>Whole stories of pull requests: real git, a local forge, and the command as a workflow calls it.</summary>
public sealed class PullRequestTests : IDisposable
{
    private readonly LocalForge forge = new();
    private readonly User user = User.WithExample();

    public PullRequestTests()
    {
        user.Edit("models/house-price.yaml", "gates:\n", "gates:\n  - { metric: rmse, against: baseline, margin: 4000, on-missing-baseline: first-run }\n");
        user.Git("init", "-q", "-b", "main");
        user.Git("config", "user.name", "Test");
        user.Git("config", "user.email", "test@example.com");
        Train();
        Commit("a model");
    }

    [Fact]
    public void Pushed_twice_has_one_page_that_is_kept_up_to_date_and_a_check_on_each_head()
    {
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 3 ");
        Train();
        var first = Commit("three");
        Assert.Equal(0, Report(7, first).Code);
        user.Edit("models/house-price.yaml", "l2: 3 ", "l2: 5000 ");
        var second = Commit("too much");
        Assert.Equal(3, Report(7, second).Code);
        Assert.StartsWith("<!-- lepton:report id=example v=1 -->\n## ❌ 1 of 1 model is kept back", Assert.Single(forge.Comments), StringComparison.Ordinal);
        Assert.Equal([("success", first), ("failure", second)], forge.Checks.Select(c => (c.Conclusion, c.Commit)));

        // The note stands on the gate's line in the spec.
        var note = forge.Checks[1].Check["output"]!["annotations"]![0]!;
        Assert.Equal(("models/house-price.yaml", 14, "failure"), ((string)note["path"]!, (int)note["start_line"]!, (string)note["annotation_level"]!));

        // A revert: the base's model again.
        user.Git("revert", "--no-edit", "HEAD");
        user.Git("revert", "--no-edit", "HEAD~2");
        Assert.Equal(0, Report(7, Head()).Code);
        Assert.StartsWith("<!-- lepton:report id=example v=1 -->\n## ✅ No model is touched", Assert.Single(forge.Comments), StringComparison.Ordinal);
    }

    [Fact]
    public void Rebased_onto_a_base_that_moved_it_is_compared_with_the_new_base()
    {
        user.Git("checkout", "-q", "-b", "topic");
        user.Write("notes.txt", "1");
        user.Edit("data-specs/houses.yaml", "400 made-up houses", "400 made-up houses, described");
        user.Edit("models/house-price.yaml", "metrics: [rmse, mae, r2]", "metrics: [rmse, mae]");
        Commit("fewer metrics");
        user.Git("checkout", "-q", "main");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 3 ");
        Train();
        var moved = Commit("three");
        user.Git("checkout", "-q", "topic");
        user.Git("rebase", "-q", "main");
        var run = Report(7, Head());
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains($"main at {moved[..7]}", forge.Comments[0], StringComparison.Ordinal);
        Assert.Contains("same model", forge.Comments[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Force_pushed_it_is_judged_by_its_new_history_on_the_same_page()
    {
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 5000 ");
        var first = Commit("too much");
        Assert.Equal(3, Report(7, first).Code);
        user.Git("reset", "-q", "--hard", "main");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 3 ");
        Train();
        var second = Commit("three");
        Assert.Equal(0, Report(7, second).Code);
        Assert.StartsWith("<!-- lepton:report id=example v=1 -->\n## ✅ 1 model passes", Assert.Single(forge.Comments), StringComparison.Ordinal);
        Assert.DoesNotContain("5000", forge.Comments[0], StringComparison.Ordinal);
        Assert.Equal([("failure", first), ("success", second)], forge.Checks.Select(c => (c.Conclusion, c.Commit)));
    }

    [Fact]
    public void A_model_that_is_removed_and_one_that_is_new_are_told()
    {
        user.Git("checkout", "-q", "-b", "topic");
        user.Git("mv", "models/house-price.yaml", "models/other.yaml");
        user.Git("rm", "-q", "models/house-price.lock.yaml");
        user.Write("models/other.yaml", """
            apiVersion: lepton/v1
            kind: Model
            name: area-guess
            dataset: houses
            task: regression
            target: area
            trainer: { type: linear }
            evaluation: { metrics: [mae] }
            """);
        Commit("another model");
        Assert.Equal(0, Report(7, Head()).Code);
        var page = Assert.Single(forge.Comments);
        Assert.Contains("| ✅ | area-guess | mae | – |", page, StringComparison.Ordinal);
        Assert.Contains("- model house-price is gone", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_alone_changed_shows_how_the_rows_moved()
    {
        user.Git("checkout", "-q", "-b", "topic");
        var lines = user.Read("data/houses.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        user.Write("data/houses.csv", string.Join('\n', lines) + "\n" + string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{9000 + i},{60 + i},3,north,{250000 + (2000 * i)}")) + "\n");
        Commit("forty houses");
        var run = Report(7, Head());
        var page = Assert.Single(forge.Comments);
        Assert.Contains("data/houses.csv changed", page, StringComparison.Ordinal);
        Assert.Contains("40 added, 0 gone", page, StringComparison.Ordinal);
        Assert.Contains("rows 400 → 440", page, StringComparison.Ordinal);
        Assert.True(run.Code is 0 or 3, run.ToString());
    }

    [Fact]
    public void A_merge_queue_has_a_check_and_no_page()
    {
        user.Git("checkout", "-q", "-b", "gh-readonly-queue/main/pr-7");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 3 ");
        Train();
        var head = Commit("three");
        Assert.Equal(0, Report(null, head).Code);
        Assert.Equal(("success", head), (forge.Checks.Single().Conclusion, forge.Checks.Single().Commit));
        Assert.Empty(forge.Comments);
    }

    [Fact]
    public void A_fork_s_token_may_not_post_and_the_verdict_is_still_the_command_s()
    {
        forge.IsReadOnly = true;
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 5000 ");
        var run = Report(7, Commit("too much"));
        Assert.Equal(4, run.Code);
        Assert.Contains("LPT5007", run.Error, StringComparison.Ordinal);
        Assert.Contains("LPT4002", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-real-token", run.Out + run.Error, StringComparison.Ordinal);
        Assert.StartsWith("## ❌", user.Read("summary.md"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        forge.Dispose();
        user.Dispose();
    }

    private void Train()
    {
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
    }

    private string Commit(string message)
    {
        user.Write(".git/info/exclude", "event.json\nsummary.md\n");
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", message);
        return Head();
    }

    private string Head() => user.Git("rev-parse", "HEAD");

    // As the workflow's last job does it.
    private Run Report(int? number, string head)
    {
        user.Write("event.json", number is null ? "{\"merge_group\":{}}" : $"{{\"pull_request\":{{\"number\":{number},\"head\":{{\"sha\":\"{head}\"}}}}}}");
        foreach (var (name, value) in new[]
        {
            ("GITHUB_API_URL", forge.Address.AbsoluteUri), ("GITHUB_REPOSITORY", "acme/models"), ("GITHUB_SHA", head), ("GITHUB_TOKEN", "not-a-real-token"),
            ("GITHUB_EVENT_PATH", user.File("event.json")), ("GITHUB_STEP_SUMMARY", user.File("summary.md")),
        })
        {
            user.Variables[name] = value;
        }

        File.Delete(user.File("summary.md"));
        return user.Type("report", "--baseline", "main", "--post");
    }
}
