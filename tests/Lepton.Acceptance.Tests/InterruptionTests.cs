using System.Diagnostics;

namespace Lepton.Acceptance.Tests;

public class InterruptionTests
{
    [Fact]
    public void A_process_killed_at_any_moment_leaves_nothing_that_the_next_run_minds()
    {
        using var user = User.WithSamples();
        var locks = Directory.GetFiles(user.File("models"), "*.lock.yaml").Order().Select(File.ReadAllText).ToList();
        var random = new Random(5);
        for (var i = 0; i < 12; i++)
        {
            using var process = user.Start(User.Command, ["train", "--plain"]);
            if (!process.WaitForExit(random.Next(20, 900)))
            {
                process.Kill();
            }

            process.WaitForExit();
        }

        // What is younger than a second might still be somebody's.
        Thread.Sleep(1100);
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.DoesNotContain(user.Leftovers(), f => f.Contains(Path.Combine(".lepton", "work"), StringComparison.Ordinal));
        Assert.Equal(locks, Directory.GetFiles(user.File("models"), "*.lock.yaml").Order().Select(File.ReadAllText));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_ends_the_run_cleanly_with_130(string signal)
    {
        using var user = User.WithSamples();
        user.Edit("models/digit-reader.yaml", "rounds: 300", "rounds: 20000");
        user.Edit("models/digit-reader.yaml", "patience: 20", "patience: 20000");
        using var process = user.Start(User.Command, ["train", "digit-reader", "-v"]);
        var line = string.Empty;
        while (!line.StartsWith("train digit-reader", StringComparison.Ordinal))
        {
            line = process.StandardError.ReadLine() ?? throw new InvalidOperationException("it ended by itself");
        }

        Process.Start("kill", [$"-{signal}", $"{process.Id}"])!.WaitForExit();
        process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(20_000));
        Assert.Equal(130, process.ExitCode);
        Assert.Empty(user.Leftovers());
        user.Edit("models/digit-reader.yaml", "rounds: 20000", "rounds: 30");
        Assert.Equal(0, user.Type("evaluate", "digit-reader").Code);
    }

    [Fact]
    public void Two_trainings_at_once_do_each_step_once()
    {
        using var user = User.WithSamples();
        var processes = Enumerable.Range(0, 2).Select(_ => user.Start(User.Command, ["train", "--events"])).ToList();
        var runs = processes.AsParallel().Select(User.Wait).ToList();
        Assert.All(runs, r => Assert.True(r.Code == 0, r.ToString()));
        var done = runs.SelectMany(r => r.Out.Split('\n')).Where(l => l.Contains("\"status\":\"done\"", StringComparison.Ordinal)).Select(l => l.Split("\"step\":\"")[1].Split('"')[0]).ToList();
        Assert.Equal(done.Distinct().Order(), done.Order());
        Assert.Equal(3 + (4 * 3) + 3, done.Count);
    }
}
