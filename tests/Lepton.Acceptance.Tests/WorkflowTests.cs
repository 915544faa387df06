using System.IO.Compression;
using System.Text.Json.Nodes;
using Lepton.Testing;

namespace Lepton.Acceptance.Tests;

/// <summary>The workflows in .github/, played job by job against a repository with a model.</summary>
public sealed class WorkflowTests : IDisposable
{
    private const string IsStranger = "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name != github.repository";

    private readonly LocalForge forge = new();
    private readonly TempFolder remote = new();
    private readonly User user = User.WithExample();

    public WorkflowTests()
    {
        user.Edit("models/house-price.yaml", "gates:\n", "gates:\n  - { metric: rmse, against: baseline, margin: 4000, on-missing-baseline: first-run }\n");
        user.Git("init", "-q");
        user.Git("clone", "-q", "--bare", user.Folder, remote.File("origin.git"));
        user.Git("remote", "add", "origin", remote.File("origin.git"));
        Train();
        Push("main", "a model");
    }

    [Fact]
    public void A_pull_request_is_planned_trained_judged_and_shown_and_its_locks_must_be_committed()
    {
        using var player = Player("pull-request");
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 3 ");
        var head = Push("topic", "three");
        var (report, trained) = PlayAll(player, head);
        Assert.Equal("house-price", trained);
        Assert.True(Assert.Single(forge.Comments).StartsWith("<!-- lepton:report id=example v=1 -->\n## ✅ 1 model passes its gates", StringComparison.Ordinal), report.Log + forge.Comments[0]);
        Assert.Contains("origin/main at", forge.Comments[0], StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(player.Artifact("report"), "report.html")));

        // The job fails for the lock alone, and hands it over.
        Assert.False(report.Succeeded);
        Assert.Contains("::error title=Locks::", report.Log, StringComparison.Ordinal);
        user.Git("apply", Path.Combine(player.Artifact("locks"), "locks.patch"));
        head = Push("topic", "its lock");
        (report, trained) = PlayAll(player, head);
        Assert.True(report.Succeeded, report.Log);
        Assert.Null(trained);
        Assert.StartsWith("<!-- lepton:report id=example v=1 -->\n## ✅ 1 model passes its gates", Assert.Single(forge.Comments), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_worse_or_that_cannot_be_trained_keeps_the_pull_request_back()
    {
        using var player = Player("pull-request");
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 5000 ");
        var (report, _) = PlayAll(player, Push("topic", "too much"));
        Assert.False(report.Succeeded);
        Assert.Contains("## ❌ 1 of 1 model is kept back", Assert.Single(forge.Comments), StringComparison.Ordinal);
        user.Edit("models/house-price.yaml", "l2: 5000 ", "l2: 2 ");
        user.Write("data/houses.csv", user.Read("data/houses.csv") + "x,y\n");
        (report, _) = PlayAll(player, Push("topic", "a broken row"));
        Assert.False(report.Succeeded);
        Assert.Contains("## 💥 1 of 1 model is kept back", Assert.Single(forge.Comments), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stranger_s_report_is_shown_by_the_base_branch_s_own_code_and_sets_no_check()
    {
        using var stranger = Player("pull-request");
        stranger.Expressions[$"!({IsStranger}) && '--post' || ''"] = string.Empty;
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 5000 ");
        var head = Push("topic", "too much");
        PlayAll(stranger, head);
        Assert.Empty(forge.Comments);

        using var artifact = new MemoryStream();
        ZipFile.CreateFromDirectory(stranger.Artifact("report"), artifact);
        forge.Leave(99, 7, head, artifact.ToArray());
        using var player = Player("fork-report");
        Event(player, head);
        player.Variables["GITHUB_EVENT_NAME"] = "workflow_run";
        player.Expressions["github.event.workflow_run.id"] = "99";
        var posted = player.Play("comment", "origin/main");
        Assert.True(posted.Succeeded, posted.Log);
        Assert.StartsWith("<!-- lepton:report id=example v=1 -->\n> These figures are from a run of the fork", Assert.Single(forge.Comments), StringComparison.Ordinal);
        Assert.Contains("\n\n## ❌ 1 of 1 model is kept back", forge.Comments[0], StringComparison.Ordinal);
        Assert.Contains("trainer.hyperparameters.l2: 1 → 5000", forge.Comments[0], StringComparison.Ordinal);
        Assert.Empty(forge.Checks);

        // What is no report is not shown.
        forge.Leave(99, 7, head, [1, 2, 3]);
        posted = player.Play("comment", "origin/main");
        Assert.False(posted.Succeeded);
        Assert.Contains("LPT5011", posted.Log, StringComparison.Ordinal);

        // A run of a commit that is no head any more has no page.
        forge.Leave(99, 7, head, artifact.ToArray());
        player.Expressions["github.event.workflow_run.id"] = "98";
        Assert.Contains("LPT5012", player.Play("comment", "origin/main").Log, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_job_has_trained_the_report_does_not_train()
    {
        using var player = Player("pull-request");
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 3 ");
        var head = Push("topic", "three");
        Event(player, head);
        var report = player.Play("report", head);
        Assert.False(report.Succeeded);
        Assert.Contains("LPT6112", report.Log, StringComparison.Ordinal);
        Assert.Contains("was not trained", Assert.Single(forge.Comments), StringComparison.Ordinal);
    }

    [Fact]
    public void The_base_branch_makes_what_its_locks_name_once_and_keeps_it()
    {
        using var player = Player("main");
        var head = user.Git("rev-parse", "HEAD");
        Event(player, head);
        var plan = player.Play("plan", head);
        Assert.Equal("1", plan.Outputs["hosted-count"]);
        player.Expressions["matrix.models"] = "house-price";
        var train = player.Play("train", head);
        Assert.True(train.Succeeded, train.Log);
        var keep = player.Play("keep", head);
        Assert.True(keep.Succeeded, keep.Log);
        player.Start();
        Assert.Equal("0", player.Play("plan", head).Outputs["hosted-count"]);
    }

    [Fact]
    public void A_bot_commits_locks_alone_and_pushes_them()
    {
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 3 ");
        Push("topic", "three");
        user.Write("notes.txt", "not a lock");
        user.Git("add", "notes.txt");
        var run = user.Type("train", "--commit", "--push", "--baseline", "main");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("locks: committed models/house-price.lock.yaml", run.Error, StringComparison.Ordinal);
        Assert.Equal("Locks of house-price", user.Git("log", "-1", "--format=%s", "origin/topic"));
        Assert.Equal("models/house-price.lock.yaml", user.Git("show", "--name-only", "--format=", "origin/topic"));
        Assert.Contains("A  notes.txt", user.Git("status", "--porcelain"), StringComparison.Ordinal);
        Assert.Contains("locks: nothing to commit", user.Type("train", "--commit", "--baseline", "main").Error, StringComparison.Ordinal);

        // A branch that has moved on is not overwritten.
        user.Git("reset", "-q", "--hard", "HEAD~1");
        user.Git("commit", "-q", "--amend", "-m", "another history");
        run = user.Type("train", "--commit", "--push", "--baseline", "main");
        Assert.Equal(4, run.Code);
        Assert.Contains("LPT5010", run.Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        forge.Dispose();
        user.Dispose();
        remote.Dispose();
    }

    private ((bool Succeeded, IReadOnlyDictionary<string, string> Outputs, string Log) Report, string? Trained) PlayAll(WorkflowPlayer player, string head)
    {
        player.Start();
        Event(player, head);
        var plan = player.Play("plan", head);
        Assert.True(plan.Succeeded, plan.Log);
        string? trained = null;
        foreach (var entry in JsonNode.Parse(plan.Outputs["hosted"])!["include"]!.AsArray())
        {
            trained = player.Expressions["matrix.models"] = (string)entry!["models"]!;
            player.Play("train", head);
        }

        Assert.Equal("0", plan.Outputs["self-hosted-count"]);
        return (player.Play("report", head), trained);
    }

    private WorkflowPlayer Player(string name)
    {
        var player = new WorkflowPlayer(name, remote.File("origin.git"));
        player.Expressions["strategy.job-index"] = "0";
        player.Expressions["github.token"] = "not-a-real-token";
        player.Expressions[$"!({IsStranger}) && '--post' || ''"] = "--post";
        player.Variables["BASE"] = "origin/main";
        player.Variables["GIT_CONFIG_GLOBAL"] = "/dev/null";
        return player;
    }

    private void Event(WorkflowPlayer player, string head)
    {
        remote.Write("event.json", $"{{\"pull_request\":{{\"number\":7,\"head\":{{\"sha\":\"{head}\"}}}}}}");
        foreach (var (name, value) in new[] { ("GITHUB_API_URL", forge.Address.AbsoluteUri), ("GITHUB_REPOSITORY", "acme/models"), ("GITHUB_SHA", head), ("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_EVENT_PATH", remote.File("event.json")) })
        {
            player.Variables[name] = value;
        }
    }

    private void Train()
    {
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
    }

    private string Push(string branch, string message)
    {
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", message);
        user.Git("push", "-q", "origin", $"HEAD:{branch}");
        return user.Git("rev-parse", "HEAD");
    }
}
