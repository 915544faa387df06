using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

/// <summary>The memory of what was built and tried.</summary>
public sealed class RunsTests : IDisposable
{
    private readonly User user = User.WithExample();

    [Fact]
    public void Runs_are_listed_sorted_compared_and_exported()
    {
        Assert.Equal("no runs yet: lepton train makes some\n", user.Type("runs").Out);
        Good(user.Type("train"));
        Good(user.Type("train"));
        user.Type("train", "-s", "trainer.hyperparameters.l2=500");
        var runs = JsonNode.Parse(user.Type("runs", "--json").Out)!["runs"]!.AsArray();
        Assert.Equal([(2L, "blocked", 500), (1L, "done", 1)], runs.Select(r => ((long)r!["id"]!, (string)r["status"]!, (int)r["hyperparameters"]!["l2"]!)));
        Assert.Matches(@"(?m)^ +1  .*r2 [0-9.]+\*", user.Type("runs").Out);
        Assert.Matches(@"(?m)^ +1  (.|\n)*^ +2  ", user.Type("runs", "--sort", "rmse").Out);
        Assert.Matches(@"(?m)^ +2  (.|\n)*1 more", user.Type("runs", "-n", "1").Out);
        var compared = user.Type("compare", "1", "2");
        Assert.Matches("l2 +1 +500\n", compared.Out);
        Assert.Matches(@"r2 .*\(.* … .*\) .*-0\.[0-9]+, worse\n", compared.Out);
        var csv = user.Type("runs", "--csv", "--status", "done").Out.Split("\r\n");
        Assert.StartsWith("id,started,seconds,command,model,trial,status,commit,artifact,dataset,part,class-weights,l2,", csv[0], StringComparison.Ordinal);
        Assert.Equal(3, csv.Length);
        Assert.Contains("LPT1037", user.Type("compare", "1", "7").Error, StringComparison.Ordinal);
        Assert.Contains("LPT1026", user.Type("runs", "house-prices").Error, StringComparison.Ordinal);
        Assert.Equal(2, user.Type("runs", "--sort", "aucc").Code);
    }

    [Fact]
    public void Trials_are_runs_too_and_a_history_that_cannot_be_written_hinders_nobody()
    {
        user.Write("models/search.yaml", "apiVersion: lepton/v1\nkind: Search\nname: one\nmodel: house-price\nspace:\n  l2: { min: 1, max: 100 }\nobjective: rmse\ntrials: 5\n");
        Good(user.Type("search", "one", "--dry-run"));
        Assert.Equal(5, JsonNode.Parse(user.Type("runs", "--json").Out)!["runs"]!.AsArray().Count(r => (string)r!["command"]! == "search one" && (string)r["part"]! == "validation"));
        Assert.Empty(JsonNode.Parse(user.Type("runs", "--no-trials", "--json").Out)!["runs"]!.AsArray());
        File.WriteAllText(user.File(".lepton/runs.db"), "no database, but longer than the header of one would have to be");
        var run = user.Type("train");
        Good(run);
        Assert.Contains("warning LPT6008", run.Error, StringComparison.Ordinal);
        Assert.Equal(4, user.Type("runs").Code);
    }

    [Fact]
    public void Processes_that_run_at_once_or_are_killed_leave_a_sound_history()
    {
        Good(user.Type("train"));
        var running = Enumerable.Range(0, 20).Select(i => user.Start(User.Command, ["train", "-s", $"trainer.hyperparameters.l2={i + 2}", "--plain"])).ToList();
        foreach (var process in running.Take(5))
        {
            Thread.Sleep(40);
            process.Kill();
        }

        running.ForEach(r => User.Wait(r));
        var runs = JsonNode.Parse(user.Type("runs", "--json").Out)!["runs"]!.AsArray();
        Assert.InRange(runs.Count, 16, 21);
        Assert.Equal(runs.Count, runs.Select(r => (int)r!["hyperparameters"]!["l2"]!).Distinct().Count());
    }

    public void Dispose() => user.Dispose();

    private static void Good(Run run) => Assert.True(run.Code == 0, run.ToString());
}
